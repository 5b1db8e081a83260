import { option } from "../../core/option-spelling.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { QuotaOptions } from "../../options/quota-options.ts";

/** The limits of requests to a service in words: `at most 5 requests/s and 10000 a day`; `null` for none. */
export function describeQuota({
  maxRate,
  maxBandwidthBytes,
  maxPerDay,
}: QuotaOptions): string | null {
  const parts = [
    ...(maxRate === null ? [] : [maxRate.replace("/", " requests/")]),
    ...(maxBandwidthBytes === null ? [] : [`${formatBytes(maxBandwidthBytes)}/s`]),
    ...(maxPerDay === null ? [] : [`${formatCount(maxPerDay, "request")} a day (UTC)`]),
  ];
  return parts.length === 0 ? null : `at most ${parts.join(", ")}`;
}

/** Why nothing is sent, and until when. @param untilMs milliseconds since 1970. */
export function describePause(
  limit: keyof QuotaOptions,
  options: QuotaOptions,
  untilMs: number,
): string {
  const until = new Date(untilMs).toISOString().slice(0, 19).replace("T", " ");
  return `${option(limit, valueOf(limit, options))} is used up; sending goes on at ${until} UTC`;
}

function valueOf(limit: keyof QuotaOptions, options: QuotaOptions): string | number {
  const { maxBandwidthBytes } = options;
  if (limit !== "maxBandwidthBytes") return options[limit] ?? "";
  return `${formatBytes(maxBandwidthBytes ?? 0).replace(" ", "")}/s`;
}
