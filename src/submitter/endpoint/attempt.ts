import type { SendResult } from "../send-result.ts";
import type { Permit } from "./circuit-breaker.ts";
import type { RetryDecision } from "./retry-decision.ts";
import type { SlotState } from "./slot-backoff.ts";

/** An attempt: a frame that was sent once to a service. */
export interface Attempt {
  /** Attempts that counted until then, and this one. */
  readonly number: number;
  readonly permit: Permit;
  readonly slot: SlotState;
  readonly result: SendResult;
  /** Time at which it got its permit, and a request measured for it alone began, on the monotonic clock. */
  readonly acquiredMs: number;
  /** Time at which its request went out: later, if it waited for others to share it. */
  readonly startedMs: number;
  readonly latencyMs: number;
}

/** Facts of the run at the end of an attempt that its service does not know by itself. */
export interface RunFacts {
  /** True if one frame is left, so that no other distinguishes an outage from a frame that looks like one. */
  readonly isLastFrame: boolean;
  /** True if another service is healthy. */
  readonly isOtherHealthy: boolean;
  /** Good answers so far, of all services. */
  readonly successCount: number;
}

/** Consequence of an attempt for its frame. */
export interface NextStep {
  readonly decision: RetryDecision;
  /** Pause before the frame is sent again, in milliseconds; 0 if it is not, or goes elsewhere at once. */
  readonly pauseMs: number;
}
