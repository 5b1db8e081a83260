import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { printOut } from "../format/print.ts";
import { copiedFailuresFolder } from "../../app/images/after-failure.ts";
import { checkMonitoring } from "../../app/monitoring/check-monitoring.ts";
import { reachableHost } from "../../core/service/listen-host.ts";
import type { ListenAddress } from "../../options/listen-address.ts";
import type { MonitoringOptions } from "../../options/monitoring-options.ts";
import type { DeliveredOptions } from "../../options/delivered-options.ts";
import type { FailureOptions } from "../../options/failure-options.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import type { Reporting } from "../flags/reporting.ts";

/** Output of `--dry-run`: an object for programs, and labelled lines for people. */
export interface Plan {
  readonly facts: Readonly<Record<string, unknown>>;
  /** Label and text of each line; an empty label goes on with the line above. */
  readonly lines: readonly (readonly [string, string])[];
}

/** Prints a plan on standard output. @returns the exit code. */
export function printPlan(plan: Plan, reporting: Reporting): number {
  printOut(reporting.isJson ? printableJson(plan.facts) : textOf(plan));
  return EXIT_CODES.done;
}

/** Prints several plans, as one object with a list of them for programs. @returns the exit code. */
export async function printPlans(
  planning: readonly Promise<Plan>[],
  reporting: Reporting,
): Promise<number> {
  const plans = await Promise.all(planning);
  const jobs = plans.map(({ facts }) => facts);
  printOut(reporting.isJson ? printableJson({ jobs }) : plans.map(textOf).join("\n\n"));
  return EXIT_CODES.done;
}

function textOf({ lines }: Plan): string {
  return lines
    .map(([label, words]) => `${label.padEnd(13)}${escapeControlChars(words)}`)
    .join("\n");
}

/** Plan for delivered images. */
export function deliveredPlan({ delete: deletes, moveTo }: DeliveredOptions): Plan {
  const deleted = deletes ? "deleted" : "kept where they are";
  const words = moveTo === null ? deleted : `moved to ${moveTo}`;
  return { facts: { delivered: words }, lines: [["delivered", `images are ${words}`]] };
}

/** Plan for failed images. */
export function failurePlan(options: FailureOptions): Plan {
  const folder = copiedFailuresFolder(options);
  const kept = "kept where they are";
  const words = folder === null ? kept : `${kept}, and copied to ${folder}`;
  return { facts: { failed: words }, lines: [["failed", `images are ${words}`]] };
}

/** Plan of the results: the file that they would go to. */
export function resultsPlan(results: string): Plan {
  return { facts: { results }, lines: [["results", results]] };
}

/** Plan of the dashboard, metrics and health; empty where they are not asked for. @throws FrameferryError as the command would. */
export function monitoringPlan(options: MonitoringOptions): Plan {
  checkMonitoring(options);
  const { dashboard, metrics, report } = options;
  return {
    facts: {
      ...(dashboard && { dashboard }),
      ...(metrics && { metrics }),
      ...(report !== null && { report }),
    },
    lines: [
      ...(dashboard === null ? [] : [["dashboard", `at ${placeOf(dashboard)}`] as const]),
      ...(metrics === null
        ? []
        : [["metrics", `and health are served at ${placeOf(metrics)}`] as const]),
      ...(report === null ? [] : [["report", `in ${report}, at the end`] as const]),
    ],
  };
}

function placeOf({ host, port }: ListenAddress): string {
  return port === 0 ? `a free port of ${host}` : `http://${reachableHost(host)}:${port}`;
}

/** Several plans as one. */
export function joinPlans(...plans: readonly Plan[]): Plan {
  return {
    facts: Object.assign({}, ...plans.map(({ facts }) => facts)) as Plan["facts"],
    lines: plans.flatMap(({ lines }) => lines),
  };
}
