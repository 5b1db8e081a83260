import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { RunSummary } from "../../src/core/summary.ts";
import { measure, type Usage } from "./harness/measured-process.ts";
import type { Program } from "./program.ts";
import type { CountingService } from "./service/start-counting-service.ts";

/** One run of the program. */
export interface RuleRun extends Usage {
  /** Frames that came out of the sampling. */
  readonly landed: number;
  /** Those of them that a rule has left out. */
  readonly leftOut: number;
}

/** Where the program runs, and what it sends to. */
export interface RulePlace {
  readonly program: Program;
  readonly service: CountingService;
  readonly scratch: string;
}

/**
 * Runs a command such as `run clip.mp4 --motion 0.5%` once, from the beginning.
 *
 * @throws Error unless all frames were sent or left out, and the service has got the former.
 */
export async function runWithRule(
  words: readonly string[],
  { program, service, scratch }: RulePlace,
): Promise<RuleRun> {
  await service.takeCounts();
  const state = await mkdtemp(join(scratch, "state-"));
  const options = ["--to", service.url, "--state", state, "--json", "-q"];
  const { stdout, ...usage } = await measure([...program.command, ...words, ...options]);
  const summary = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as RunSummary;
  const { landed, delivered, skipped, skippedBy, complete } = summary;
  const { frames, malformed } = await service.takeCounts();
  const leftOut = Object.values(skippedBy).reduce((sum, count) => sum + count, 0);
  if (!complete || frames !== delivered || leftOut !== skipped || malformed > 0)
    throw new Error(
      `of ${landed} frames ${delivered} were delivered, ${leftOut} left out, and ${frames} counted`,
    );
  return { ...usage, landed, leftOut };
}
