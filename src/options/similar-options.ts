import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { durationMs, share } from "./units.ts";

/** Selection of the frames that show something new: by ffmpeg where it can tell, or else as they land. */
export interface SimilarOptions {
  /**
   * Share of the picture, 0 to 1, that must have changed since the last frame of its source that was let through;
   * frames in which it is less are skipped. With `regions` or `ignoreRegions`, the share of these. `null`: none is.
   * @default null
   */
  readonly skipSimilar: number | null;
  /**
   * Length of the periods whose first frame is let through however similar it is, in milliseconds: a sign of life.
   * `null`: no such frame. @default null
   */
  readonly atLeastEveryMs: number | null;
}

export const similarSchema: OptionsSchema<SimilarOptions> = {
  skipSimilar: optional(share, null),
  atLeastEveryMs: optional(() => durationMs(1), null),
};
