import type { RunSummary } from "../../core/summary.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import type { MonitoredCommand } from "../monitoring/monitored-command.ts";
import { openReport, type RunToReport } from "./run-report.ts";

/**
 * Does the work of a run, and writes the report that its options ask for, however the work ends. A report that cannot be
 * written is a warning.
 *
 * @throws FrameferryError as `openReport`, before the work has begun.
 */
export async function reported<Ending extends RunSummary | readonly RunSummary[]>(
  run: RunToReport & { readonly command: MonitoredCommand },
  observer: RunObserver,
  work: (observer: RunObserver) => Promise<Ending>,
): Promise<Ending> {
  const report = await openReport(run.command);
  if (report === null) return await work(observer);
  const write = async (): Promise<void> => {
    try {
      await report.write();
    } catch (error) {
      observer.emit({ type: "warningRaised", message: (error as Error).message });
    }
  };
  let ending: Ending;
  try {
    ending = await work(report.watch(observer));
  } catch (error) {
    report.ended(run, error as Error);
    await write();
    throw error;
  }
  for (const summary of [ending].flat() as readonly RunSummary[]) report.ended(run, summary);
  await write();
  return ending;
}
