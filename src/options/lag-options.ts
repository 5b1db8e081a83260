import { oneOf } from "./one-of.ts";
import type { Shape } from "./shape.ts";
import { wholeNumber } from "./units.ts";

export const LAG_POLICIES = ["wait", "drop-oldest", "drop-newest"] as const;

/** What gives way when frames land faster than the service takes them. */
export type LagPolicy = (typeof LAG_POLICIES)[number];

/** What becomes of frames that the service has no time for. */
export interface LagOptions {
  /** `wait` leaves them in their folder until it has; the others give up the frame that waits longest, or the one that has just landed. @default "wait" */
  readonly onLag: LagPolicy;
  /** Frames that may wait before one is dropped; those in flight do not count. `null` means 100. @default null */
  readonly maxBacklog: number | null;
}

export const lagShape: Shape<LagOptions> = {
  onLag: oneOf(LAG_POLICIES).default("wait"),
  maxBacklog: wholeNumber(1, 1_000_000).nullable().default(null),
};
