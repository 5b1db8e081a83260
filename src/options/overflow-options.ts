import { optional } from "./option.ts";
import { oneOf } from "./one-of.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { wholeNumber } from "./units.ts";

/** Policy for frames that land faster than the service takes them. */
export type WhenFull = "block" | "drop-oldest" | "drop-newest";

export const WHEN_FULL: readonly WhenFull[] = ["block", "drop-oldest", "drop-newest"];

/** Handling of frames that land faster than the service takes them. */
export interface OverflowOptions {
  /**
   * `block`: frames wait in their folder. `drop-oldest`, `drop-newest`: once `maxBacklog` frames wait, the one
   * that has waited longest, or the one that has just landed, is dropped. @default "block"
   */
  readonly whenFull: WhenFull;
  /** Maximum number of waiting frames before one is dropped, without those in flight. `null`: 100. @default null */
  readonly maxBacklog: number | null;
}

export const overflowSchema: OptionsSchema<OverflowOptions> = {
  whenFull: optional(() => oneOf(WHEN_FULL), "block"),
  maxBacklog: optional(() => wholeNumber(1, 1_000_000), null),
};
