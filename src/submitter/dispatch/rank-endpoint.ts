import type { Readiness } from "../endpoint/endpoint-health.ts";

/** What a frame and a service have had to do with each other. */
export interface Acquaintance {
  /** Whether the frame has failed anywhere. */
  readonly hasFailed: boolean;
  /** Whether it was this service that it failed at last. */
  readonly failedHere: boolean;
  /** Whether this service has rejected it. */
  readonly wasRejectedHere: boolean;
}

/**
 * How unwilling a frame goes to a service: to the one with the least number, and not at all with
 * `Infinity`. New frames find out how a service is; one that has failed goes where it has not, and least
 * of all to whom has rejected it.
 */
export function rankEndpoint(readiness: Readiness, acquaintance: Acquaintance): number {
  const { hasFailed, failedHere, wasRejectedHere } = acquaintance;
  if (readiness === "shut") return Number.POSITIVE_INFINITY;
  if (!hasFailed) return NEW_FRAME[readiness];
  const isWell = readiness === "healthy";
  if (wasRejectedHere) return isWell ? 4 : 5;
  return (isWell ? 0 : 2) + (failedHere ? 1 : 0);
}

const NEW_FRAME = { due: 0, healthy: 1, poor: 2 } as const;
