import { captureTime } from "../core/frame/capture-time.ts";
import type { Frame } from "../core/frame/frame.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";
import { command, option } from "../core/option-spelling.ts";
import type { FrameHistory } from "../ledger/frame-record.ts";
import type { OverflowPolicy } from "./overflow-policy.ts";

/**
 * Ignores the failure of a file that was unusable before, so that it was never sent: it may be complete by
 * now.
 */
export function withoutOutdatedFailure(
  known: FrameHistory | null,
  defect: string | null,
): FrameHistory | null {
  const wasUnusable = known?.state === "failed" && known.attempts === 0;
  return wasUnusable && defect === null ? null : known;
}

/** Outcome of a frame that was not sent. */
export interface UnsentOutcome {
  readonly outcome: "failed" | "skipped" | "dropped";
  readonly reason: string;
}

/** Outcome of a frame in this run according to its record; `null` if it must be sent. */
export function previousOutcome(
  { state, reason }: FrameHistory,
  overflow: OverflowPolicy | null,
): UnsentOutcome | null {
  switch (state) {
    case "delivered":
      return { outcome: "skipped", reason: "delivered before" };
    case "failed":
      return { outcome: "failed", reason: previousReason(reason) };
    case "dropped":
      // Without an overflow policy, there is time for frames that an earlier run dropped.
      return overflow === null ? null : { outcome: "dropped", reason: "dropped before" };
    case "skipped":
      return null;
  }
}

/** Reason of a frame that failed in an earlier run, with the way out. */
export function previousReason(reason: string | null): string {
  return `${reason ?? "failed"} (in an earlier run; ${command("resubmit")} or ${option("retryFailed", true)} sends it again)`;
}

/** Result of a frame that is not sent in this run. */
export function unsentResult(
  frame: Frame,
  known: FrameHistory | null,
  { outcome, reason }: UnsentOutcome,
): FrameResult {
  return {
    source: frame.source,
    frame: frame.relativePath,
    index: frame.index,
    ptsSeconds: frame.ptsSeconds,
    ...captureTime(frame),
    outcome,
    service: null,
    status: known?.status ?? null,
    attempts: known?.attempts ?? 0,
    latencyMs: null,
    response: null,
    predictions: null,
    reason,
  };
}
