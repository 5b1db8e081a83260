import { captureTime, deliveredCapture } from "../../core/frame/capture-time.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { Attempt } from "../endpoint/attempt.ts";
import type { PendingFrame } from "../endpoint/pending-frame.ts";
import { wasNotSent } from "../send-result.ts";

/** The outcome of a frame, from its last attempt. @param service where that was, as it may be shown. */
export function toFrameResult(
  { frame, attempts }: PendingFrame,
  { result, latencyMs }: Attempt,
  service: string,
): FrameResult {
  const { verdict } = result;
  const isDelivered = verdict.kind === "accepted";
  const outcome = verdict.kind === "fileChanged" ? "skipped" : "failed";
  return {
    source: frame.source,
    frame: frame.relativePath,
    index: frame.index,
    ptsSeconds: frame.ptsSeconds,
    ...(isDelivered ? deliveredCapture(frame) : captureTime(frame)),
    outcome: isDelivered ? "delivered" : outcome,
    service: wasNotSent(result) ? null : service,
    status: verdict.status,
    attempts,
    ...(verdict.worker === undefined ? {} : { worker: verdict.worker }),
    latencyMs: verdict.status === null ? null : latencyMs,
    response: verdict.response,
    predictions: isDelivered ? (verdict.predictions ?? null) : null,
    ...(isDelivered && verdict.crop !== undefined ? { crop: verdict.crop } : {}),
    reason: isDelivered ? null : verdict.reason,
  };
}
