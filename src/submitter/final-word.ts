import type { FrameResult } from "../core/result.ts";
import type { CarriedFrame } from "./carried-frame.ts";
import type { Attempt } from "./courier.ts";

/** What its last attempt makes of a frame. */
export function finalWord(
  { frame, attempts }: CarriedFrame,
  { sending: { verdict }, latencyMs }: Attempt,
): FrameResult {
  const isDelivered = verdict.kind === "accepted";
  const outcome = verdict.kind === "superseded" ? "skipped" : "failed";
  return {
    source: frame.source,
    frame: frame.relativePath,
    index: frame.index,
    ptsSeconds: frame.ptsSeconds,
    outcome: isDelivered ? "delivered" : outcome,
    status: verdict.status,
    attempts,
    latencyMs: verdict.status === null ? null : latencyMs,
    response: verdict.response,
    reason: isDelivered ? null : verdict.reason,
  };
}
