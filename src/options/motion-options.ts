import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type RegionOptions, regionSchema } from "./region-options.ts";
import { durationMs, share } from "./units.ts";

/** Selection of the frames in which something moves. */
export interface MotionOptions extends RegionOptions {
  /**
   * Share of the regions, 0 to 1, that must differ from what the source showed in the seconds before; frames in which
   * it is less are skipped. `null`: none is. @default null
   */
  readonly motion: number | null;
  /** Frames so long before a motion are sent, too, in milliseconds. @default 0 */
  readonly preMs: number;
  /** Frames so long after a motion are sent, too, in milliseconds. @default 0 */
  readonly postMs: number;
}

export const motionSchema: OptionsSchema<MotionOptions> = {
  motion: optional(positiveShare, null),
  preMs: optional(() => durationMs(0), 0),
  postMs: optional(() => durationMs(0), 0),
  ...regionSchema,
};

function positiveShare(): ReturnType<typeof share> {
  return share().refine((value) => value > 0, "must be above 0");
}
