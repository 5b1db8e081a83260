import type { Command } from "commander";
import { runVideo } from "../compose/run-video.ts";
import { runShape } from "../options/run-options.ts";
import { runErrand } from "./carry.ts";
import { printPlan } from "./plan.ts";
import { readReporting } from "./reporting.ts";
import { resubmitHint } from "./resubmit-hint.ts";
import { RUN_FLAGS } from "./run-flags.ts";
import { withService } from "./service-choice.ts";

/** `frameferry run`: one video, from the file to the last answer. */
export async function runCommand(video: string, command: Command): Promise<number> {
  const reporting = readReporting(command);
  const words = { shape: runShape, flags: RUN_FLAGS, given: { video } };
  return await withService(command, words, {
    plan: async (options) => {
      const { planOfRun } = await import("./dry-run.ts");
      return printPlan(await planOfRun(options), reporting);
    },
    carry: async (options) =>
      await runErrand(
        {
          source: video,
          to: options.to,
          resubmit: resubmitHint([video], command, options),
          isEndless: false,
          hasCommand: false,
          carry: async (follower, signals) => await runVideo(options, follower, signals),
        },
        reporting,
      ),
  });
}
