import { copiedFailuresFolder } from "../compose/after-failure.ts";
import { shownAddress } from "../core/service-address.ts";
import type { DeliveredOptions } from "../options/delivered-options.ts";
import type { FailureOptions } from "../options/failure-options.ts";
import type { SendOptions } from "../options/send-options.ts";
import type { ServiceTarget } from "../options/service-targets.ts";
import { joinAddress } from "../protocols/join-address.ts";
import { loadTemplate } from "../protocols/load-template.ts";
import { createProtocol } from "../protocols/kinds.ts";
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
export async function requestPlan(options: SendOptions, fileName: string): Promise<Plan> {
  const { protocol, field, concurrency, retries } = options;
  const template = await loadTemplate(options.template);
  const { timeoutMs, route } =
    protocol === "auto" ? UNKNOWN : createProtocol(protocol, { ...options, template });
  const deadlineMs = options.timeoutMs ?? timeoutMs;
  const formField = field ?? (protocol === "multipart" ? "image" : null);
  const form = protocol === "multipart" ? `; field "${formField}", file "${fileName}"` : "";
  const where = whereTo(options, route);
  const [url = ""] = where.addresses;
  const request = { method: "POST", url, protocol, field: formField, fileName };
  const limits = `at most ${concurrency}${where.lines.length > 1 ? " to each service" : ""}, each at most ${deadlineMs === null ? "?" : exactTime(deadlineMs)}, ${retries} retries`;
  return {
    facts: {
      ...where.facts,
      request: { ...request, timeoutMs: deadlineMs },
      ...{ concurrency, retries },
    },
    lines: [...where.lines, ["", `protocol ${protocol}${form}`], ["in flight", limits]],
  };
}

interface Whereabouts extends Plan {
  /** Of the requests. */
  readonly addresses: readonly string[];
}

/** Where requests would go. @param path below the address of a service, that the protocol has. */
function whereTo({ to, routes, mirror, protocol }: SendOptions, path: string): Whereabouts {
  const isAsked = protocol === "auto";
  const address = (target: { readonly address: string }): string =>
    shownAddress(isAsked ? target.address : joinAddress(target.address, path));
  const words = (target: ServiceTarget): string => {
    const weight = target.weight === 1 ? "" : `, weight ${target.weight}`;
    const post = isAsked ? `${address(target)}, which is asked first` : `POST ${address(target)}`;
    return post + weight;
  };
  const copies = mirror === null ? [] : [{ address: mirror, weight: 1 }];
  return {
    addresses: to.map(address),
    facts: {
      service: shownAddress(to[0]?.address ?? ""),
      ...(to.length > 1 ? { services: to.map(shownTarget) } : {}),
      ...(routes.length > 0
        ? { routes: routes.map((route) => ({ ...route, to: route.to.map(shownTarget) })) }
        : {}),
      ...(mirror === null ? {} : { mirror: shownAddress(mirror) }),
    },
    lines: [
      ...to.map((target, at) => [at === 0 ? "request" : "", words(target)] as const),
      ...routes.flatMap((route) =>
        route.to.map((target) => ["", `${words(target)}, for ${route.pattern}`] as const),
      ),
      ...copies.map((target) => ["", `${words(target)}, for a copy`] as const),
    ],
  };
}

function shownTarget({ address, weight }: ServiceTarget): ServiceTarget {
  return { address: shownAddress(address), weight };
}

/** Of a service that has not been asked yet. */
const UNKNOWN = { timeoutMs: null, route: "" } as const;

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

/** A length of time in milliseconds, not rounded: `30 s`, `1500 ms`. */
export function exactTime(timeMs: number): string {
  return timeMs > 0 && timeMs % 1000 === 0 ? `${timeMs / 1000} s` : `${timeMs} ms`;
}
