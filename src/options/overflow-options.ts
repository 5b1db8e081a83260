import { oneOf } from "./one-of.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { wholeNumber } from "./units.ts";

/** What gives way when frames land faster than the service takes them. */
export type WhenFull = "block" | "drop-oldest" | "drop-newest";

const WHEN_FULL: readonly WhenFull[] = ["block", "drop-oldest", "drop-newest"];

/** What becomes of frames that the service has no time for. */
export interface OverflowOptions {
  /** `block` leaves them in their folder until it has; the others give up the frame that waits longest, or the one that has just landed. @default "block" */
  readonly whenFull: WhenFull;
  /** Frames that may wait before one is dropped; those in flight do not count. `null` means 100. @default null */
  readonly maxBacklog: number | null;
}

export const overflowShape: OptionsSchema<OverflowOptions> = {
  whenFull: oneOf(WHEN_FULL).default("block"),
  maxBacklog: wholeNumber(1, 1_000_000).nullable().default(null),
};
