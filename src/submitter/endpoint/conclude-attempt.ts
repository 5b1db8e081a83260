import { meaningOf } from "../faults.ts";
import type { SendResult } from "../send-result.ts";
import { needsIsolation } from "../batch-splitting.ts";
import type { RunFacts } from "./attempt.ts";
import { healthOf } from "./outage-signs.ts";
import type { PendingFrame } from "./pending-frame.ts";
import { decideRetry, type RetryDecision } from "./retry-decision.ts";

/** Facts that decide about a frame after an attempt, besides its result. */
export interface AttemptFacts extends RunFacts {
  /** Number of the service. */
  readonly number: number;
  /** True if the service is taken to be away. */
  readonly isOutage: boolean;
  /** Further attempts that a frame may have after its first. */
  readonly retries: number;
}

/** Decides what happens to a frame after an attempt, and counts that attempt to it or not. */
export function concludeAttempt(
  pending: PendingFrame,
  result: SendResult,
  facts: AttemptFacts,
): RetryDecision {
  const isOutage = facts.isOutage && healthOf(result) === "unhealthy";
  const { isNoService = false, isShortage = false } = meaningOf(result.fault);
  const isExcused = isNoService || (isOutage && !facts.isLastFrame);
  const attempts = pending.attempts + 1;
  const mayMove = noteFailure(pending, result, facts);
  const { retries } = facts;
  const decision = decideRetry(result, { attempts, retries, isExcused, mayMove });
  pending.sendCount += 1;
  const isFree = decision === "retryUncounted" || isExcused || isShortage;
  if (decision === "finish" || !isFree) pending.attempts = attempts;
  if (!isExcused) pending.setbacks += 1;
  return decision;
}

/** A frame is tried at another service before it counts as failed, and one that was rejected is, too. */
function noteFailure(
  pending: PendingFrame,
  result: SendResult,
  { number, isOtherHealthy }: AttemptFacts,
): boolean {
  const { kind } = result.verdict;
  if (kind === "accepted" || healthOf(result) === "unknown" || needsIsolation(result)) return false;
  const isRejected = kind === "rejected";
  const wasRejected = pending.rejectedBy !== null;
  pending.failed(number, isRejected);
  return !(isRejected ? wasRejected : pending.hasMoved) && isOtherHealthy;
}
