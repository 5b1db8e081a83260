import type { Reporting } from "../flags/reporting.ts";
import { canRedraw } from "../format/terminal.ts";
import { JsonLog } from "./json-log.ts";
import { PlainLines } from "./plain-lines.ts";
import type { ShownRun, Progress } from "./progress.ts";

/**
 * Chooses the form that suits the stream: a live block only where a person watches a terminal, and
 * nobody else's lines come between those that it redraws.
 */
export async function startProgress(reporting: Reporting, run: ShownRun): Promise<Progress> {
  const stream = process.stderr;
  if (reporting.logFormat === "json") return new JsonLog(reporting, run);
  const isWanted = !run.isShared && reporting.hasProgress && reporting.verbosity >= 0;
  if (!isWanted || !canRedraw(stream)) return new PlainLines(stream, reporting, run);
  // It takes 35 ms to load.
  const { LiveBlock } = await import("./live-block.ts");
  return new LiveBlock(stream, reporting, run);
}
