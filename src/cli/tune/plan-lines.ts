import { formatCount } from "../../core/text/format-count.ts";
import type { TunePlan } from "../../app/tune/tune-service.ts";
import { describeFrames } from "../../tune/describe-report.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";

/** Lines of the plan, before anything is sent. */
export function planLines({ service, frames, budget }: TunePlan): readonly string[] {
  const { requests, seconds, maxConcurrency } = budget;
  const most = formatBytes(Math.ceil((requests * frames.byteLength) / frames.count));
  return [
    `about to send frames to ${service}`,
    `  at most ${formatCount(requests, "request")} in at most ${seconds} s, and at most ${maxConcurrency} at once`,
    `  ${describeFrames(frames)}, over and over; ${most} at most`,
  ].map(escapeControlChars);
}
