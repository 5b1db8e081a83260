import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import { printOut } from "../format/print.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { copiedFailuresFolder } from "../../app/images/after-failure.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import type { Protocol } from "../../core/service/protocol.ts";
import type { DeliveredOptions } from "../../options/delivered-options.ts";
import type { FailureOptions } from "../../options/failure-options.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { loadTemplate } from "../../protocols/load-template.ts";
import { checkBatch, createProtocol } from "../../protocols/protocol-registry.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { connectionPlan } from "./plan-connections.ts";
import { whereTo } from "./plan-services.ts";
import type { Reporting } from "../flags/reporting.ts";
import { outlineRequest, type RequestOutline } from "./request-outline.ts";
import { tensorPlan } from "../flags/tensor-words.ts";

/** What `--dry-run` prints: an object for programs, and labelled lines for people. */
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

/** The request that each frame would become. @param fileName as the service would see it. */
export async function requestPlan(options: SendOptions, fileName: string): Promise<Plan> {
  const { protocol, field, resize, batch, batchTimeoutMs } = options;
  const { concurrency, maxConcurrency, retries } = options;
  const template = await loadTemplate(options.template);
  if (protocol !== "auto") checkBatch(protocol, batch);
  const made = (address = ""): Protocol | null =>
    protocol === "auto" ? null : createProtocol(protocol, { ...options, template, address });
  const first = made(options.to[0]?.address);
  const timeoutMs = first?.timeoutMs ?? null;
  const tensor = tensorPlan(options);
  const outline = await outlineRequest(options, { protocol: first, template, fileName });
  const deadlineMs = options.timeoutMs ?? timeoutMs;
  const formField = field ?? (protocol === "multipart" ? "image" : null);
  const form = protocol === "multipart" ? `; field "${formField}", file "${fileName}"` : "";
  const where = whereTo(options, (address) => made(address)?.route ?? "");
  const connections = connectionPlan(options);
  const [url = ""] = where.addresses;
  const request = { method: "POST", url, protocol, field: formField, fileName };
  const most =
    concurrency === "auto" ? `auto, at most ${maxConcurrency}` : `at most ${concurrency}`;
  const limits = `${most}${where.lines.length > 1 ? " to each service" : ""}, each at most ${deadlineMs === null ? "?" : exactTime(deadlineMs)}, ${formatCount(retries, "retry", "retries")}`;
  return {
    facts: {
      ...where.facts,
      request: { ...request, timeoutMs: deadlineMs, ...outline },
      ...connections.facts,
      ...{ resize, concurrency, maxConcurrency, retries, batch, batchTimeoutMs },
      ...(tensor === null ? {} : { tensor: tensor.facts }),
    },
    lines: [
      ...where.lines,
      ["", `protocol ${protocol}${form}`],
      ...(resize === null ? [] : [["", shrinkingInWords(resize)] as const]),
      ...(tensor === null ? [] : [["", tensor.words] as const]),
      ...connections.lines,
      ...outlineInLines(outline),
      ["in flight", limits],
      ...(batch === 1 ? [] : [["", sharingInWords(options)] as const]),
    ],
  };
}

function outlineInLines({ headers, body }: RequestOutline): Plan["lines"] {
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const said = body?.trimEnd().split(/\r?\n/u) ?? ["as the service says that it wants it"];
  const labelled = (label: string, lines: readonly string[]): Plan["lines"] =>
    lines.map((line, index) => [index === 0 ? label : "", line] as const);
  return [...labelled("headers", named), ...labelled("body", said)];
}

function shrinkingInWords({ width, height }: PixelSize): string {
  return `images are sent shrunk to fit into ${width}x${height}`;
}

function sharingInWords({ batch, batchTimeoutMs }: SendOptions): string {
  return `up to ${batch} frames in one, for which a frame waits ${exactTime(batchTimeoutMs)} at most`;
}

/** What would become of delivered images. */
export function deliveredPlan({ delete: deletes, moveTo }: DeliveredOptions): Plan {
  const deleted = deletes ? "deleted" : "kept where they are";
  const words = moveTo === null ? deleted : `moved to ${moveTo}`;
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

/** A length of time in milliseconds, not rounded: `30 s`, `1500 ms`. */
export function exactTime(timeMs: number): string {
  return timeMs > 0 && timeMs % 1000 === 0 ? `${timeMs / 1000} s` : `${timeMs} ms`;
}
