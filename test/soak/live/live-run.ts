import { join } from "node:path";
import type { RunSummary } from "../../../src/core/summary.ts";
import type { GapLine } from "../../../src/results/gap-stats.ts";
import { BUILT_PROGRAM } from "../../support/program/built-program.ts";
import { type CommandRun, startProgram } from "../../support/program/command-run.ts";
import { resultLines } from "../../support/results/result-lines.ts";

/** A run of a camera, and what it left behind. */
export interface LiveExit {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly summary: RunSummary;
  readonly gaps: readonly GapLine[];
}

/** Starts `frameferry run` for a camera. @param folder for its state and its results. */
export function startLiveRun(
  { url, to, folder }: { readonly url: string; readonly to: string; readonly folder: string },
  environment: NodeJS.ProcessEnv = {},
): CommandRun {
  const words = ["run", url, "--to", to, "--stall", "3s", "--results", resultsIn(folder), "--json"];
  return startProgram([...BUILT_PROGRAM, ...words, "-q"], folder, { environment });
}

/** Ends it as a service manager does. */
export async function endLiveRun(run: CommandRun, folder: string): Promise<LiveExit> {
  const { exitCode, stdout, stderr } = await run.stop("SIGTERM");
  const summary = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as RunSummary;
  const lines = (await resultLines(resultsIn(folder))) as readonly object[];
  const gaps = lines.filter((line): line is GapLine => "type" in line);
  return { exitCode, stderr, summary, gaps };
}

function resultsIn(folder: string): string {
  return join(folder, "results.jsonl");
}
