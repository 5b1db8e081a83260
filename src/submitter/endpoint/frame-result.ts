import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { PendingFrame } from "../pending-frame.ts";
import type { Attempt } from "./attempt-sender.ts";
import { wasNotSent } from "../send-result.ts";

/** What its last attempt makes of a frame. @param service where that was, as it may be shown. */
export function toFrameResult(
  { frame, attempts }: PendingFrame,
  { sending, latencyMs }: Attempt,
  service: string,
): FrameResult {
  const { verdict } = sending;
  const isDelivered = verdict.kind === "accepted";
  const outcome = verdict.kind === "fileChanged" ? "skipped" : "failed";
  return {
    source: frame.source,
    frame: frame.relativePath,
    index: frame.index,
    ptsSeconds: frame.ptsSeconds,
    outcome: isDelivered ? "delivered" : outcome,
    service: wasNotSent(sending) ? null : service,
    status: verdict.status,
    attempts,
    latencyMs: verdict.status === null ? null : latencyMs,
    response: verdict.response,
    predictions: isDelivered ? (verdict.predictions ?? null) : null,
    reason: isDelivered ? null : verdict.reason,
  };
}
