import type { Readiness } from "../endpoint/endpoint-health.ts";

/** History of a frame with a service. */
export interface PastAttempts {
  /** True if the frame has failed anywhere. */
  readonly hasFailed: boolean;
  /** True if it was this service that it failed at last. */
  readonly failedHere: boolean;
  /** True if this service has rejected it. */
  readonly wasRejectedHere: boolean;
}

/**
 * Rank of a service for a frame, which goes to the one with the least number, and not at all with
 * `Infinity`. New frames find out how a service is; one that has failed goes where it has not, and least
 * of all to whom has rejected it.
 */
export function rankEndpoint(readiness: Readiness, past: PastAttempts): number {
  const { hasFailed, failedHere, wasRejectedHere } = past;
  if (readiness === "shut") return Number.POSITIVE_INFINITY;
  if (!hasFailed) return NEW_FRAME[readiness];
  const isWell = readiness === "healthy";
  if (wasRejectedHere) return isWell ? 4 : 5;
  return (isWell ? 0 : 2) + (failedHere ? 1 : 0);
}

const NEW_FRAME = { due: 0, healthy: 1, poor: 2 } as const;
