import { formatCount } from "../../core/text/format-count.ts";
import { cropFromText } from "../../core/image/crop.ts";
import type { MotionOptions } from "../../options/motion-options.ts";
import type { SendOptions } from "../../options/send-options.ts";
import type { SimilarOptions } from "../../options/similar-options.ts";
import type { SliceOptions } from "../../options/slice-options.ts";
import { wantedCount, type WantedFrames } from "../../slicer/wanted-frames.ts";
import { type FrameRule, motionRules, similarRules } from "./left-out-words.ts";
import { similarOfLanded } from "./similar-place.ts";
import { type ChoosingOptions, wantedFrames } from "./wanted-frames.ts";

/** Options of the size of the frames. */
type SizeOptions = Pick<SliceOptions, "widthPixels" | "heightPixels" | "squarePixels">;

/** Rules that decide which frames of a video or camera are sent and how large they are, in the order in which they apply. */
export async function frameRules(options: RunRuleOptions): Promise<readonly FrameRule[]> {
  return [
    ...(await choosingRules(options)),
    ...cropRules(options),
    ...similarRules(options, similarOfLanded(options).skipSimilar !== null),
    ...motionRules(options),
    ...sizeRules(options),
  ];
}

/** Options of such rules. */
type RunRuleOptions = ChoosingOptions &
  SizeOptions &
  SimilarOptions &
  MotionOptions &
  Pick<SliceOptions, "scene"> &
  Pick<SendOptions, "crop">;

/** By the place or time of a frame in the video. */
async function choosingRules(options: ChoosingOptions): Promise<readonly FrameRule[]> {
  return [
    ...(options.keyframes ? [{ rule: "keyframes", words: "keyframes only" }] : []),
    ...partRules(options),
    ...wantedRules(await wantedFrames(options)),
    ...samplingRules(options),
  ];
}

/** The part of the pictures that is taken. */
export function cropRules({ crop }: Pick<SendOptions, "crop">): readonly FrameRule[] {
  const words = describeCrop(crop);
  return words === null ? [] : [{ rule: "crop", words }];
}

/** In words; `null` for all of the picture. */
export function describeCrop(text: string | null): string | null {
  const crop = text === null ? null : cropFromText(text);
  if (crop === null || typeof crop === "string") return null;
  const { x, y, width, height } = crop;
  if (crop.unit === "pixels")
    return `cropped to ${width}x${height} pixels, ${x} from the left and ${y} from the top`;
  const shares = [width, height, x, y].map((part) => `${Number((part * 100).toFixed(3))}%`);
  return `cropped to ${shares[0]} of the width and ${shares[1]} of the height, ${shares[2]} from the left and ${shares[3]} from the top`;
}

/** What is done to the size of the frames that are left. */
function sizeRules({ widthPixels, heightPixels, squarePixels }: SizeOptions): readonly FrameRule[] {
  const size = [
    ...(widthPixels === null ? [] : [`${widthPixels} pixels wide`]),
    ...(heightPixels === null ? [] : [`${heightPixels} pixels high`]),
    ...(squarePixels ? ["with square pixels"] : []),
  ];
  return size.length === 0 ? [] : [{ rule: "size", words: size.join(", ") }];
}

function partRules({ startSeconds, durationSeconds }: ChoosingOptions): readonly FrameRule[] {
  const words = [
    ...(startSeconds > 0 ? [`from ${startSeconds} s on`] : []),
    ...(durationSeconds === null ? [] : [`for ${durationSeconds} s`]),
  ];
  return words.length === 0 ? [] : [{ rule: "part", words: words.join(", ") }];
}

function wantedRules(wanted: WantedFrames | null): readonly FrameRule[] {
  if (wanted === null) return [];
  const isTimes = wanted.kind === "times";
  const values = isTimes ? wanted.seconds.map((time) => `${time} s`) : wanted.indexes.map(String);
  const named = values.slice(0, MAX_NAMED).join(", ");
  const more = values.length > MAX_NAMED ? ` and ${values.length - MAX_NAMED} more` : "";
  const frames = formatCount(wantedCount(wanted), isTimes ? "time" : "frame");
  return [{ rule: isTimes ? "times" : "indexes", words: `only ${frames}: ${named}${more}` }];
}

const MAX_NAMED = 10;

/** Of a rate, then of a step; a period is a rate. */
function samplingRules(options: ChoosingOptions): readonly FrameRule[] {
  const { fps, every, nearestKeyframe = false } = options;
  const first = nearestKeyframe ? "the first keyframe" : "the first";
  const period = typeof every === "string" ? every.replace(/s$/u, " s") : null;
  return [
    ...(fps === null ? [] : [{ rule: "fps", words: `${first} of each ${describePeriod(fps)}` }]),
    ...(period === null ? [] : [{ rule: "every", words: `${first} of each ${period}` }]),
    ...(typeof every === "number" && every > 1
      ? [{ rule: "every", words: `one of ${every}, beginning with the first` }]
      : []),
  ];
}

function describePeriod(fps: number): string {
  return fps >= 1 ? `1/${fps} s` : `${Number((1 / fps).toFixed(3))} s`;
}
