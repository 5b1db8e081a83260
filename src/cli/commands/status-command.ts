import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { printOut } from "../format/print.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { Command } from "commander";
import { jobsOnRecord, jobStatus, type SizedJob } from "../../app/jobs/job-status.ts";
import { stateFolder } from "../../app/jobs/job-paths.ts";
import { jobName } from "../../ledger/job-folder.ts";
import type { JobSize } from "../../ledger/job-size.ts";
import type { LedgerJob } from "../../ledger/list-jobs.ts";
import { statusSchema } from "../../options/lookup-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import { describeRules } from "../delivery/summary-text.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { givenOptions } from "../flags/flags.ts";
import { describeSource } from "./job-text.ts";
import { STATE_FLAGS } from "../flags/lookup-flags.ts";
import { siteText, statusOfSites } from "../site/site-text.ts";
import { usageError } from "../errors/usage-error.ts";

/** `frameferry status`: every job that is on record, with its counts. */
export async function statusCommand(command: Command): Promise<number> {
  const isStray = ["olderThan", "dryRun"].some(
    (name) => command.getOptionValueSource(name) === "cli",
  );
  if (isStray) throw usageError("--older-than and --dry-run belong to --prune");
  const given = givenOptions(command, STATE_FLAGS);
  const options = checkOptions(statusSchema, given);
  const folder = stateFolder(options.state);
  const sites = await statusOfSites(folder);
  const jobs = await jobsOnRecord(options);
  if (command.opts()["json"] === true) {
    const all = { sites, jobs: jobs.map(jobStatus) };
    printOut(printableJson(all));
  } else printOut([...sites.map(siteText), textOf(jobs, folder)].join("\n\n"));
  return EXIT_CODES.done;
}

function textOf(jobs: readonly SizedJob[], folder: string): string {
  if (jobs.length === 0) return escapeControlChars(`no job is on record in ${folder}`);
  return jobs.map((job) => jobLines(job).map(escapeControlChars).join("\n")).join("\n\n");
}

function jobLines([job, size]: SizedJob): readonly string[] {
  const disk = `  on disk  ${describeSize(size)}`;
  if ("problem" in job) {
    const { message, remedy, code } = job.problem;
    return [`${jobName(job)}  unreadable`, `  ${message} [${code}]`, `  ${remedy ?? ""}`, disk];
  }
  const { job: info, owner } = job;
  const about =
    info === null
      ? ["  no source is on record for it"]
      : [`  ${info.source.kind.padEnd(8)} ${describeSource(info)}`, `  service  ${info.service}`];
  return [
    `${jobName(job)}${owner === null ? "" : `  ${describeOwner(owner)}`}`,
    ...about,
    `  frames   ${describeCounts(job)}`,
    disk,
  ];
}

function describeSize(size: JobSize | null): string {
  if (size === null) return "unknown";
  const { ledgerBytes, resultsBytes, imagesBytes, imageCount } = size;
  const words = [
    `ledger ${formatBytes(ledgerBytes)}`,
    `results ${formatBytes(resultsBytes)}`,
    ...(imageCount === 0
      ? []
      : [`${formatCount(imageCount, "image")} ${formatBytes(imagesBytes)}`]),
  ];
  return words.join(" · ");
}

/** An owner in another container has no number here. */
function describeOwner({ pid }: { readonly pid: number | null }): string {
  return pid === null ? "running" : `running (process ${pid})`;
}

function describeCounts({ counts, handedOver, skippedBy, job }: LedgerJob): string {
  const { delivered, failed, pending, skipped, dropped } = counts;
  const frameCount = job?.frameCount ?? null;
  const words = [
    `delivered ${delivered}${frameCount === null ? "" : ` of ${frameCount}`}`,
    `failed ${failed}`,
    `pending ${pending}${handedOver === 0 ? "" : ` (${handedOver} handed over)`}`,
  ];
  if (skipped > 0) words.push(`skipped ${skipped}${describeRules(skippedBy)}`);
  if (dropped > 0) words.push(`dropped ${dropped}`);
  return words.join(" · ");
}
