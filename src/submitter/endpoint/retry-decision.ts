import type { SendResult } from "../send-result.ts";
import { meaningOf } from "../faults.ts";
import { healthOf } from "./outage-signs.ts";
import { needsIsolation } from "../batch-splitting.ts";

/**
 * Next step of a frame after it was sent. `finish`: that was its outcome. `failover`: another service
 * has it at once. `retry`: another attempt. `retryUncounted`: the same attempt again, for what went wrong
 * had nothing to do with the frame.
 */
export type RetryDecision = "finish" | "failover" | "retry" | "retryUncounted";

export interface Situation {
  /** Attempts that counted so far, with this one. */
  readonly attempts: number;
  /** Further attempts that a frame may have after its first. */
  readonly retries: number;
  /** True if an outage of the service excuses this attempt. */
  readonly isExcused: boolean;
  /** True if another service is well, and the frame has not failed at a second one yet. */
  readonly mayMove: boolean;
}

export function decideRetry(result: SendResult, situation: Situation): RetryDecision {
  const { verdict, fault } = result;
  // One frame of several may be to blame: which, shows when each is sent alone.
  if (needsIsolation(result)) return "retryUncounted";
  const hasFailed = verdict.kind !== "accepted" && verdict.kind !== "fileChanged";
  // What says nothing of the service is the fault of this machine or of the image.
  if (hasFailed && situation.mayMove && healthOf(result) !== "unknown") return "failover";
  if (verdict.kind !== "unavailable" && verdict.kind !== "transientError") return "finish";
  if (meaningOf(fault).isShortage === true || situation.isExcused) return "retryUncounted";
  return situation.attempts > situation.retries ? "finish" : "retry";
}
