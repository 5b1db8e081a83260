import type { FakeClock } from "../support/clock/fake-clock.ts";
import type { Run } from "../support/stages/submitter-run.ts";

/** Turns the clock from sleeper to sleeper, whenever no request is under way, until the run has ended. */
export async function turnUntilEnd(clock: FakeClock, run: Run): Promise<void> {
  const progress = { isOver: false };
  const end = (): boolean => (progress.isOver = true);
  void run.ended.then(end, end);
  while (!progress.isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    if (run.inFlight === 0) clock.advanceToNext();
  }
}
