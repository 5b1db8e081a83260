import type { FrameResult } from "../core/result.ts";
import type { CarriedFrame } from "./carried-frame.ts";
import type { Attempt } from "./line/courier.ts";
import { isUnsent } from "./senders/sending.ts";

/** What its last attempt makes of a frame. @param service where that was, as it may be shown. */
export function finalWord(
  { frame, attempts }: CarriedFrame,
  { sending, latencyMs }: Attempt,
  service: string,
): FrameResult {
  const { verdict } = sending;
  const isDelivered = verdict.kind === "accepted";
  const outcome = verdict.kind === "superseded" ? "skipped" : "failed";
  return {
    source: frame.source,
    frame: frame.relativePath,
    index: frame.index,
    ptsSeconds: frame.ptsSeconds,
    outcome: isDelivered ? "delivered" : outcome,
    service: isUnsent(sending) ? null : service,
    status: verdict.status,
    attempts,
    latencyMs: verdict.status === null ? null : latencyMs,
    response: verdict.response,
    found: isDelivered ? (verdict.normalised ?? null) : null,
    reason: isDelivered ? null : verdict.reason,
  };
}
