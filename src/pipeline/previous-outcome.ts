import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import type { KnownFrame } from "../ledger/frame-record.ts";
import type { OverflowPolicy } from "./overflow-policy.ts";

/** A file that could not be used before, so that it was never tried to send it, may be whole by now. */
export function withoutOutdatedFailure(
  known: KnownFrame | null,
  defect: string | null,
): KnownFrame | null {
  const wasUnusable = known?.state === "failed" && known.attempts === 0;
  return wasUnusable && defect === null ? null : known;
}

/** A final word on a frame that was not sent. */
export interface Unsent {
  readonly outcome: "failed" | "skipped" | "dropped";
  readonly reason: string;
}

/** What an earlier word on a frame means for this run; `null` if it is to be sent. */
export function previousOutcome(
  { state, reason }: KnownFrame,
  lag: OverflowPolicy | null,
): Unsent | null {
  switch (state) {
    case "delivered":
      return { outcome: "skipped", reason: "delivered before" };
    case "failed":
      return { outcome: "failed", reason: previousReason(reason) };
    case "dropped":
      // Where frames may wait, there is time for those that an earlier run had none for.
      return lag === null ? null : { outcome: "dropped", reason: "dropped before" };
    case "skipped":
      return null;
  }
}

/** Why a frame is still failed that an earlier run could not deliver, and what can be done. */
export function previousReason(reason: string | null): string {
  return `${reason ?? "failed"} (in an earlier run; resubmit, or --retry-failed, sends it again)`;
}

/** The result of a frame that is not sent in this run. */
export function unsentResult(
  frame: Frame,
  known: KnownFrame | null,
  { outcome, reason }: Unsent,
): FrameResult {
  return {
    source: frame.source,
    frame: frame.relativePath,
    index: frame.index,
    ptsSeconds: frame.ptsSeconds,
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
