import { printErr, printOut } from "../format/print.ts";
import type { Command } from "commander";
import { jobPathsIn, stateFolder } from "../../app/jobs/job-paths.ts";
import {
  planResubmissions,
  type Resubmission,
  runResubmission,
} from "../../app/sources/resubmit-frames.ts";
import { findFailures } from "../../app/jobs/list-failures.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { jobName } from "../../ledger/job-folder.ts";
import { type ResubmitOptions, resubmitSchema } from "../../options/resubmit-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { runDelivery } from "../delivery/run-delivery.ts";
import type { DeliveryCommand } from "../delivery/delivery-command.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { givenOptions } from "../flags/flags.ts";
import { describeSource } from "./job-text.ts";
import {
  deliveredPlan,
  failurePlan,
  joinPlans,
  type Plan,
  printPlan,
  printPlans,
  monitoringPlan,
  resultsPlan,
} from "../plan/plan.ts";
import { sendingPlan } from "../plan/plan-edge.ts";
import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { type Reporting, readReporting } from "../flags/reporting.ts";
import { RESUBMIT_FLAGS } from "../flags/resubmit-flags.ts";
import { resubmitCommandLine } from "../delivery/resubmit-command-line.ts";
import { type DeliveryCommands, runDeliveries } from "../delivery/run-deliveries.ts";
import { sumUp } from "../delivery/several-summary.ts";

/** `frameferry resubmit`: sends failed frames again, one job after the other. */
export async function resubmitCommand(
  sources: readonly string[],
  command: Command,
): Promise<number> {
  const reporting = readReporting(command);
  const given = { sources, ...givenOptions(command, RESUBMIT_FLAGS) };
  const options = checkOptions(resubmitSchema, given);
  const resubmissions = await planResubmissions(options, stateFolder(options.state));
  const isDryRun = command.opts()["dryRun"] === true;
  if (resubmissions.length === 0) return await sayNothingFailed(options, reporting);
  const [only, ...others] = resubmissions;
  if (only !== undefined && others.length === 0)
    return isDryRun
      ? printPlan(await planOf(only), reporting)
      : await runDelivery(deliveryOf(only, command), reporting);
  if (isDryRun) return await printPlans(resubmissions.map(planOf), reporting);
  const deliveries = resubmissions.map((resubmission) => deliveryOf(resubmission, command));
  const resubmit: DeliveryCommands["resubmit"] = ([first]) =>
    deliveries[0]?.resubmit(first?.summary?.job ?? "") ?? null;
  return await runDeliveries({ noun: "jobs", commands: deliveries, resubmit }, reporting);
}

function deliveryOf(resubmission: Resubmission, command: Command): DeliveryCommand {
  const { job, options } = resubmission;
  return {
    source: describeSource(job.job),
    destination: options,
    monitoring: { name: "resubmit", options },
    isEndless: false,
    hasCommand: false,
    resubmit: resubmitCommandLine(options.sources, command, options),
    run: async (observer, signals) => await runResubmission(resubmission, observer, signals),
  };
}

async function sayNothingFailed(
  options: ResubmitOptions,
  { verbosity, isJson }: Reporting,
): Promise<number> {
  const { sources, only, match, ignore } = options;
  if (isJson) printOut(printableJson(sumUp([], 0)));
  const elsewhere = await failuresElsewhere(options);
  if (elsewhere !== null) {
    if (verbosity >= 0) printErr(escapeControlChars(elsewhere));
    return EXIT_CODES.unfinished;
  }
  const which = [
    ...(only === null ? [] : [` with ${JSON.stringify(only)}`]),
    ...(match.length + ignore.length === 0 ? [] : [" that --match and --ignore mean"]),
  ].join("");
  const text = `no frame of ${sources.join(", ")} has failed${which}: there is nothing to send again`;
  if (verbosity >= 0) printErr(escapeControlChars(text));
  return EXIT_CODES.done;
}

/** Sentence about frames that failed at other services than the named one, whose job alone was looked at. */
async function failuresElsewhere(options: ResubmitOptions): Promise<string | null> {
  if (options.to === null) return null;
  const found = await findFailures({ ...options, to: null, serviceName: null });
  const counts = found
    .filter(([, { failures }]) => failures.length > 0)
    .map(
      ([{ job }, { failures }]) =>
        `${formatCount(failures.length, "frame")} failed at ${job.service}`,
    );
  if (counts.length === 0) return null;
  const here = options.to.map(({ address }) => redactedAddress(address)).join(", ");
  return `no frame of ${options.sources.join(", ")} has failed at ${here}, which has a job of its own; ${counts.join(", ")}: without --to, they are sent there again`;
}

async function planOf({ job, kinds, options }: Resubmission): Promise<Plan> {
  const failedCount = kinds.reduce((sum, kind) => sum + kind.count, 0);
  const count = Math.min(failedCount, options.maxFrames ?? failedCount);
  const words =
    count === failedCount ? `${count} that failed` : `${count} of ${failedCount} that failed`;
  const sending: Plan = {
    facts: { job: jobName(job), source: job.job.source, frames: count, reasons: kinds },
    lines: [
      ["job", jobName(job)],
      ["from", describeSource(job.job)],
      ["frames", words],
      ...kinds.map((kind) => ["", `${kind.count} × ${kind.reason}`] as const),
    ],
  };
  const { results } = jobPathsIn(job.folder, job.job, options);
  const request = await sendingPlan(options, kinds[0]?.example ?? "IMAGE.jpg");
  const after = [
    deliveredPlan(options),
    failurePlan(options),
    resultsPlan(results),
    monitoringPlan(options),
  ];
  return joinPlans(sending, request, ...after);
}
