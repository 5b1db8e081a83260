import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { printOut } from "../format/print.ts";
import type { Command } from "commander";
import {
  type ForgottenJob,
  removeJobs,
  planForgetting,
  undeliveredIn,
} from "../../app/jobs/forget-jobs.ts";
import { jobStatus } from "../../app/jobs/job-status.ts";
import { stateFolder } from "../../app/jobs/job-paths.ts";
import { type ForgetOptions, forgetSchema } from "../../options/forget-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { givenOptions } from "../flags/flags.ts";
import { FORGET_FLAGS } from "../flags/forget-flags.ts";
import { describeSource } from "./job-text.ts";
import { jobName } from "../../ledger/job-folder.ts";

/** `frameferry forget`: removes jobs with all that was kept of them. */
export async function forgetCommand(sources: readonly string[], command: Command): Promise<number> {
  const given = { sources, ...givenOptions(command, FORGET_FLAGS) };
  const options: ForgetOptions = checkOptions(forgetSchema, given);
  const jobs = await planForgetting(options, stateFolder(options.state));
  const { dryRun: isDryRun = false, json: isJson = false } = command.opts();
  if (isDryRun !== true) await removeJobs(jobs);
  const text =
    isJson === true
      ? printableJson({ removed: jobs.map(({ job, size }) => jobStatus([job, size])) })
      : jobs.map((job) => escapeControlChars(forgottenLine(job, isDryRun === true))).join("\n");
  printOut(text);
  return EXIT_CODES.done;
}

/** `removed clip.mp4-3f2a (clip.mp4): 250 records, 1.2 MB of results`. */
export function forgottenLine({ job, size }: ForgottenJob, isDryRun: boolean): string {
  const verb = isDryRun ? "would remove" : "removed";
  const undelivered = undeliveredIn({ job, size });
  const source = "problem" in job || job.job === null ? "" : ` (${describeSource(job.job)})`;
  const parts = [
    `ledger ${formatBytes(size.ledgerBytes)}`,
    `results ${formatBytes(size.resultsBytes)}`,
    ...(undelivered === null ? [] : [`with ${undelivered}`]),
  ];
  return `${verb} ${jobName(job)}${source}: ${parts.join(", ")}`;
}
