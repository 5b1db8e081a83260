import type { MotionOptions } from "../../options/motion-options.ts";
import { createHash } from "node:crypto";
import type { SendOptions } from "../../options/send-options.ts";
import type { SimilarOptions } from "../../options/similar-options.ts";
import type { SliceOptions } from "../../options/slice-options.ts";
import type { WantedFrames } from "../../slicer/wanted-frames.ts";
import type { VideoHistory } from "./video-history.ts";

/**
 * All that decides what the frames of a video look like, as a text: a job whose text is another one begins
 * anew, and sends everything again.
 *
 * So what an option adds has to leave the text as it was where it has its default: jobs of earlier versions
 * know nothing of it.
 */
export function fingerprintOf(
  { byteLength, modifiedAtMs }: VideoHistory["first"],
  options: Omit<SliceOptions, "every"> &
    SimilarOptions &
    MotionOptions &
    Pick<SendOptions, "crop"> & { readonly every: number },
  wanted: WantedFrames | null = null,
): string {
  const { fps, every, startSeconds, durationSeconds } = options;
  const { widthPixels, heightPixels, format, quality, squarePixels, toneMap } = options;
  const { keyframes, nearestKeyframe, crop } = options;
  const { scene, skipSimilar, atLeastEveryMs } = options;
  const { motion, preMs, postMs, regions, ignoreRegions } = options;
  const hasRegions = regions.length > 0 || ignoreRegions.length > 0;
  // Two names are those of the first version, for jobs that are on record.
  const slicing = { framesPerSecond: fps, everyNth: every, startSeconds, durationSeconds };
  const encoding = { widthPixels, heightPixels, format, quality };
  const added = {
    ...(squarePixels && { squarePixels }),
    ...(toneMap && { toneMap }),
    ...(crop !== null && { crop }),
    ...(keyframes && { keyframes }),
    ...(nearestKeyframe && { nearestKeyframe }),
    ...(scene !== null && { scene }),
    ...(skipSimilar !== null && { skipSimilar }),
    ...(atLeastEveryMs !== null && { atLeastEveryMs }),
    ...(motion !== null && { motion, preMs, postMs }),
    ...((motion !== null || hasRegions) && { regions, ignoreRegions }),
    ...(wanted !== null && wantedInWords(wanted)),
  };
  return JSON.stringify({ byteLength, modifiedAtMs, ...slicing, ...encoding, ...added });
}

/** The same for the same frames, whichever option has named them. A long list is known by its digest. */
function wantedInWords(wanted: WantedFrames): object {
  const [key, values] =
    wanted.kind === "times" ? ["atSeconds", wanted.seconds] : ["framesList", wanted.indexes];
  const text = values.join(",");
  if (text.length <= MAX_TEXT) return { [key]: text };
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return { [key]: `${values.length} of digest ${digest}` };
}

const MAX_TEXT = 100;

/** Slicing options in a fingerprint, under their names of today; none if another version has written it. */
export function slicingOptionsIn(fingerprint: string): readonly (readonly [string, unknown])[] {
  try {
    const facts = Object.entries(JSON.parse(fingerprint) as object);
    return facts.map(([name, value]) => [OPTIONS_ON_RECORD[name] ?? name, value] as const);
  } catch {
    return [];
  }
}

const OPTIONS_ON_RECORD: Readonly<Record<string, keyof SliceOptions>> = {
  framesPerSecond: "fps",
  everyNth: "every",
};
