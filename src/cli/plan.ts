import { copiedFailuresFolder } from "../compose/after-failure.ts";
import { shownAddress } from "../core/service-address.ts";
import type { DeliveredOptions } from "../options/delivered-options.ts";
import type { FailureOptions } from "../options/failure-options.ts";
import type { SendOptions } from "../options/send-options.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { printable } from "./progress/frame-line.ts";
import type { Reporting } from "./reporting.ts";

/** What `--dry-run` prints: an object for programs, and labelled lines for people. */
export interface Plan {
  readonly facts: Readonly<Record<string, unknown>>;
  /** Label and text of each line; an empty label goes on with the line above. */
  readonly lines: readonly (readonly [string, string])[];
}

/** Prints a plan on standard output. @returns the exit code. */
export function printPlan({ facts, lines }: Plan, reporting: Reporting): number {
  const text = reporting.isJson
    ? JSON.stringify(facts)
    : lines.map(([label, words]) => `${label.padEnd(13)}${printable(words)}`).join("\n");
  process.stdout.write(`${text}\n`);
  return EXIT_CODES.done;
}

/** The request that each frame would become. @param fileName as the service would see it. */
export function requestPlan(options: SendOptions, fileName: string): Plan {
  const { to, field, timeoutMs, concurrency, retries } = options;
  const url = shownAddress(to);
  const contentType = "multipart/form-data";
  const request = { method: "POST", url, contentType, field, fileName, timeoutMs };
  return {
    facts: { request, concurrency, retries },
    lines: [
      ["request", `POST ${url}`],
      ["", `${contentType}; field "${field}", file "${fileName}"`],
      ["in flight", `at most ${concurrency}, each at most ${timeoutMs} ms, ${retries} retries`],
    ],
  };
}

/** What would become of delivered images. */
export function deliveredPlan({ deleteDelivered, moveDeliveredTo }: DeliveredOptions): Plan {
  const deleted = deleteDelivered ? "deleted" : "kept where they are";
  const words = moveDeliveredTo === null ? deleted : `moved to ${moveDeliveredTo}`;
  return { facts: { delivered: words }, lines: [["delivered", `images are ${words}`]] };
}

/** What would become of failed images. */
export function failurePlan(options: FailureOptions): Plan {
  const folder = copiedFailuresFolder(options);
  const kept = "kept where they are";
  const words = folder === null ? kept : `${kept}, and copied to ${folder}`;
  return { facts: { failed: words }, lines: [["failed", `images are ${words}`]] };
}

/** Where the results would go. */
export function resultsPlan(results: string): Plan {
  return { facts: { results }, lines: [["results", results]] };
}

/** Several plans as one. */
export function joinPlans(...plans: readonly Plan[]): Plan {
  return {
    facts: Object.assign({}, ...plans.map(({ facts }) => facts)) as Plan["facts"],
    lines: plans.flatMap(({ lines }) => lines),
  };
}
