import type { RunOptions } from "../../options/run-options.ts";
import type { SimilarOptions } from "../../options/similar-options.ts";
import { MAX_GATE_SHARE } from "../../slicer/frame-gate.ts";
import { type Sampled, sampled } from "./sampling.ts";

/** Options that say what is similar, and to whom. */
type PlacedOptions = Pick<
  RunOptions,
  "skipSimilar" | "atLeastEveryMs" | "regions" | "ignoreRegions"
>;

/** Those, beside options of the slicer. */
type SlicingOptions = PlacedOptions &
  Pick<RunOptions, "fps" | "every" | "scene" | "keyframes" | "nearestKeyframe">;

/**
 * Similar frames that are left out as they land, as those of folders are: where ffmpeg, which would save their images,
 * cannot tell them. It knows neither regions nor a large share, and sees no picture that a camera sends by itself.
 *
 * @param isStream false for a camera that sends single pictures, or may do so. @default true
 */
export function similarOfLanded(options: PlacedOptions, isStream = true): SimilarOptions {
  const { skipSimilar, atLeastEveryMs } = options;
  return isOfFfmpeg(options, isStream) ? NONE : { skipSimilar, atLeastEveryMs };
}

/** Options of the slicer, which leaves out the other similar frames. @param isStream see `similarOfLanded`. */
export function slicingOf<Options extends SlicingOptions>(
  options: Options,
  isStream = true,
): Sampled<Options> {
  const slicing = sampled(options);
  if (isOfFfmpeg(options, isStream)) return slicing;
  const { scene, atLeastEveryMs } = options;
  return { ...slicing, skipSimilar: null, atLeastEveryMs: scene === null ? null : atLeastEveryMs };
}

function isOfFfmpeg(
  { skipSimilar, regions, ignoreRegions }: PlacedOptions,
  isStream: boolean,
): boolean {
  if (skipSimilar === null) return true;
  const isWholePicture = regions.length === 0 && ignoreRegions.length === 0;
  return isStream && isWholePicture && skipSimilar <= MAX_GATE_SHARE;
}

const NONE: SimilarOptions = { skipSimilar: null, atLeastEveryMs: null };
