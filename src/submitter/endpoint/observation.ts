import type { Health } from "../faults.ts";

/** Signs of a service's health that the end of a request has shown. */
export interface Observation {
  readonly health: Health;
  readonly reason: string;
  /** When the request went out, on the monotonic clock. */
  readonly startedMs: number;
  /** Whether a bad sign counts: not from a frame that may itself be the cause. */
  readonly isTelling: boolean;
  /** Whether no connection could be made. */
  readonly isUnreachable: boolean;
  /** Whether the service answered that it was one too many. */
  readonly isThrottled: boolean;
}
