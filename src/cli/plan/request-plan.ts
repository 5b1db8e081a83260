import { describeCrop } from "../../app/sources/frame-rules.ts";
import { describeQuota } from "../../app/services/describe-quota.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import type { Protocol } from "../../core/service/protocol.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { checkBatch, createProtocol } from "../../protocols/protocol-registry.ts";
import { loadTemplate } from "../../protocols/load-template.ts";
import { tensorPlan } from "../flags/tensor-arguments.ts";
import { connectionPlan } from "./plan-connections.ts";
import { requestTargets } from "./plan-services.ts";
import type { Plan } from "./plan.ts";
import { outlineRequest, type RequestOutline } from "./request-outline.ts";

/** The request that each frame would become. @param fileName as the service would see it. */
export async function requestPlan(options: SendOptions, fileName: string): Promise<Plan> {
  const { protocol, field, crop, resize, batch, batchTimeoutMs } = options;
  const cropping = describeCrop(crop);
  const { concurrency, maxConcurrency, retries } = options;
  const { maxRate, maxBandwidthBytes, maxPerDay } = options;
  const quota = describeQuota(options);
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
  const where = requestTargets(options, (address) => made(address)?.route ?? "");
  const connections = connectionPlan(options);
  const [url = ""] = where.addresses;
  const request = { method: "POST", url, protocol, field: formField, fileName };
  const most =
    concurrency === "auto" ? `auto, at most ${maxConcurrency}` : `at most ${concurrency}`;
  const limits = `${most}${where.lines.length > 1 ? " to each service" : ""}, each at most ${deadlineMs === null ? "?" : formatMilliseconds(deadlineMs)}, ${formatCount(retries, "retry", "retries")}`;
  return {
    facts: {
      ...where.facts,
      request: { ...request, timeoutMs: deadlineMs, ...outline },
      ...connections.facts,
      ...{ crop, resize, concurrency, maxConcurrency, retries, batch, batchTimeoutMs },
      ...{ maxRate, maxBandwidthBytes, maxPerDay },
      ...(tensor === null ? {} : { tensor: tensor.facts }),
    },
    lines: [
      ...where.lines,
      ["", `protocol ${protocol}${form}`],
      ...(cropping === null ? [] : [["", `images are sent ${cropping}`] as const]),
      ...(resize === null ? [] : [["", describeResizing(resize)] as const]),
      ...(tensor === null ? [] : [["", tensor.line] as const]),
      ...connections.lines,
      ...outlineLines(outline),
      ["in flight", limits],
      ...(quota === null ? [] : [["limits", `${quota} to each host`] as const]),
      ...(batch === 1 ? [] : [["", describeBatching(options)] as const]),
    ],
  };
}

function outlineLines({ headers, body }: RequestOutline): Plan["lines"] {
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const said = body?.trimEnd().split(/\r?\n/u) ?? ["as the service says that it wants it"];
  const labelled = (label: string, lines: readonly string[]): Plan["lines"] =>
    lines.map((line, index) => [index === 0 ? label : "", line] as const);
  return [...labelled("headers", named), ...labelled("body", said)];
}

function describeResizing({ width, height }: PixelSize): string {
  return `images are sent shrunk to fit into ${width}x${height}`;
}

function describeBatching({ batch, batchTimeoutMs }: SendOptions): string {
  return `up to ${batch} frames in one, for which a frame waits ${formatMilliseconds(batchTimeoutMs)} at most`;
}

/** A length of time in milliseconds, not rounded: `30 s`, `1500 ms`. */
export function formatMilliseconds(timeMs: number): string {
  return timeMs > 0 && timeMs % 1000 === 0 ? `${timeMs / 1000} s` : `${timeMs} ms`;
}
