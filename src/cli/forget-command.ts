import { printable, printableJson } from "../core/printable.ts";
import { printOut } from "./print.ts";
import type { Command } from "commander";
import {
  type ForgottenJob,
  forgetJobs,
  planForgetting,
  undeliveredIn,
} from "../compose/forget-jobs.ts";
import { jobStatus } from "../compose/job-status.ts";
import { stateFolder } from "../compose/places.ts";
import { type ForgetOptions, forgetShape } from "../options/forget-options.ts";
import { checkOptions } from "../options/shape.ts";
import { bytesInWords } from "./bytes-in-words.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { flagNamer, givenOptions } from "./flags.ts";
import { FORGET_FLAGS } from "./forget-flags.ts";
import { sourceInWords } from "./job-text.ts";
import { jobName } from "../ledger/job-folder.ts";

/** `frameferry forget`: removes jobs with all that was kept of them. */
export async function forgetCommand(sources: readonly string[], command: Command): Promise<number> {
  const given = { sources, ...givenOptions(command, FORGET_FLAGS) };
  const options: ForgetOptions = checkOptions(forgetShape, given, flagNamer(FORGET_FLAGS));
  const jobs = await planForgetting(options, stateFolder(options.stateFolder));
  const { dryRun: isDryRun = false, json: isJson = false } = command.opts();
  if (isDryRun !== true) await forgetJobs(jobs);
  const text =
    isJson === true
      ? printableJson({ removed: jobs.map(({ job, size }) => jobStatus([job, size])) })
      : jobs.map((job) => printable(forgottenLine(job, isDryRun === true))).join("\n");
  printOut(text);
  return EXIT_CODES.done;
}

/** `removed clip.mp4-3f2a (clip.mp4): 250 records, 1.2 MB of results`. */
export function forgottenLine({ job, size }: ForgottenJob, isDryRun: boolean): string {
  const verb = isDryRun ? "would remove" : "removed";
  const undelivered = undeliveredIn({ job, size });
  const source = "problem" in job || job.job === null ? "" : ` (${sourceInWords(job.job)})`;
  const parts = [
    `ledger ${bytesInWords(size.ledgerBytes)}`,
    `results ${bytesInWords(size.resultsBytes)}`,
    ...(undelivered === null ? [] : [`with ${undelivered}`]),
  ];
  return `${verb} ${jobName(job)}${source}: ${parts.join(", ")}`;
}
