import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { printOut } from "../format/print.ts";
import type { Command } from "commander";
import { removeJobs } from "../../app/jobs/forget-jobs.ts";
import { jobStatus } from "../../app/jobs/job-status.ts";
import { stateFolder } from "../../app/jobs/job-paths.ts";
import { planPruning, type PrunableJob, type PruneReason } from "../../app/jobs/prune-jobs.ts";
import { jobName } from "../../ledger/job-folder.ts";
import { pruneSchema } from "../../options/forget-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { givenOptions } from "../flags/flags.ts";
import { forgottenLine } from "./forget-command.ts";
import { PRUNE_FLAGS } from "../flags/forget-flags.ts";

/** `frameferry status --prune`: removes the jobs that are of no use any more. */
export async function pruneCommand(command: Command): Promise<number> {
  const given = givenOptions(command, PRUNE_FLAGS);
  const options = checkOptions(pruneSchema, given);
  const jobs = await planPruning(options, stateFolder(options.state));
  const removed = jobs.filter(({ keptFor }) => keptFor === null);
  const kept = jobs.filter(({ keptFor }) => keptFor !== null);
  const { dryRun: isDryRun = false, json: isJson = false } = command.opts();
  if (isDryRun !== true) await removeJobs(removed);
  const lines = [
    ...removed.map((job) => `${forgottenLine(job, isDryRun === true)}; ${REASONS[job.reason]}`),
    ...kept.map(keptLine),
  ];
  const text =
    isJson === true
      ? printableJson({ removed: removed.map(pruneFacts), kept: kept.map(pruneFacts) })
      : lines.map(escapeControlChars).join("\n") || "there is no job to remove";
  printOut(text);
  return EXIT_CODES.done;
}

const REASONS: Readonly<Record<PruneReason, string>> = {
  sourceGone: "its source is gone",
  finished: "it is finished and has not run since",
};

function keptLine({ job, reason, keptFor }: PrunableJob): string {
  const name = jobName(job);
  return `kept ${name}: ${REASONS[reason]}, but it holds ${keptFor}; frameferry forget ${name} --with-failures removes it`;
}

function pruneFacts({ job, size, reason, keptFor }: PrunableJob): object {
  return { ...jobStatus([job, size]), reason, keptFor };
}
