import type { Ledger } from "../../ledger/ledger.ts";
import type { LeftOutRecord } from "./left-out-record.ts";
import type { RunStats } from "../../results/run-stats.ts";

/**
 * Puts on record how many frames are pending, and how many ffmpeg has left out by rules, once a second where that has changed and at the end: for
 * `status`, which another process asks meanwhile. Costs a write a second, in a commit that mostly is due anyway.
 *
 * @returns a handle whose disposal ends it, and resolves when the last write is safe or has failed; a failed
 *   write is reported when the next frame is settled.
 */
export function recordPending(
  ledger: Ledger,
  stats: RunStats,
  leftOut: LeftOutRecord,
): AsyncDisposable {
  let recorded = ledger.counts().pending;
  let written: Promise<void> = Promise.resolve();
  const record = (): void => {
    const counts = leftOut.takeNews();
    if (counts !== null) written = ledger.recordLeftOut(counts);
    if (stats.backlog === recorded) return;
    recorded = stats.backlog;
    written = ledger.recordPending(recorded);
  };
  const timer = setInterval(record, RECORD_EVERY_MS).unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      record();
      ledger.flushNow();
      await written.catch(() => {});
    },
  };
}

const RECORD_EVERY_MS = 1000;
