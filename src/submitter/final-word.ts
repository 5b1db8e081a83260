import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import type { Verdict } from "../core/verdict.ts";

/** What the last attempt of a frame makes of it. */
export function finalWord(
  frame: Frame,
  verdict: Verdict,
  effort: Pick<FrameResult, "attempts" | "latencyMs">,
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
    attempts: effort.attempts,
    latencyMs: verdict.status === null ? null : effort.latencyMs,
    response: verdict.response,
    reason: isDelivered ? null : verdict.reason,
  };
}
