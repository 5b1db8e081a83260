import { optional } from "./option.ts";
import { oneOf } from "./one-of.ts";
import type { OptionsSchema } from "./options-schema.ts";
import {
  byteSize,
  countOrPeriod,
  countOrShare,
  flag,
  plainText,
  positiveNumber,
  share,
  videoSeconds,
  videoTimes,
  wholeNumber,
} from "./units.ts";

/** File name extension and encoding of the frames. */
export type ImageFormat = "jpg" | "png" | "webp";

const IMAGE_FORMATS: readonly ImageFormat[] = ["jpg", "png", "webp"];

/** Settings for slicing a video into frames. */
export interface SliceOptions {
  /** Frames to take per second of video. `null`: every frame. @default null */
  readonly fps: number | null;
  /**
   * Take every n-th frame, or the first one of each period: `"10s"` is one frame in 10 s, as `fps` 0.1 is. A snapshot
   * is asked for as often, and once a second by default. @default 1
   */
  readonly every: number | `${number}s`;
  /** Start in the video, in seconds from its first frame or sound; the frame at that time is included. @default 0 */
  readonly startSeconds: number;
  /**
   * Length of the part to take, in seconds from `startSeconds`; the frame at its end is not included. `null`: to
   * the end of the video. For a camera, the time that the run takes, by the clock. @default null
   */
  readonly durationSeconds: number | null;
  /**
   * Times in the video, in seconds from its first frame or sound: of each, the frame that is shown then, which is the last
   * one that begins at the time or before it, or up to half a millisecond later. Before the first frame that is the first
   * one. Frames come in the order of the video, each once; a time behind the end makes the video incomplete. @default []
   */
  readonly atSeconds: readonly number[];
  /**
   * File that names the frames to take, one a line: `123` is the index of a frame, `00:01:00`, `1m30s` or `12.5s` a time as
   * in `atSeconds`; `-` is standard input. `null`: none. @default null
   */
  readonly framesList: string | null;
  /**
   * True to decode keyframes only, which takes a tenth of the processor time; `fps` and `every` choose among them.
   * @default false
   */
  readonly keyframes: boolean;
  /**
   * True to take the first keyframe of each period of `every` or `fps`, for a tenth of the processor time, in place of
   * its first frame. If keyframes are farther apart, the exact frames are taken, with a warning. For files.
   * @default false
   */
  readonly nearestKeyframe: boolean;
  /**
   * Score, 0 to 1, above which a frame counts as the first one of a scene; only these frames, and the very first one,
   * are sent. It is the scene score of ffmpeg, by which a frame differs from the one before. `null`: every frame.
   * @default null
   */
  readonly scene: number | null;
  /**
   * Width of the frames in pixels. `null`: that of the video, or by its aspect if a height is given. @default null
   */
  readonly widthPixels: number | null;
  /**
   * Height of the frames in pixels. `null`: that of the video, or by its aspect if a width is given. @default null
   */
  readonly heightPixels: number | null;
  /**
   * True to enlarge a video whose pixels are not square until they are; by default its pixels stay as they are
   * stored. @default false
   */
  readonly squarePixels: boolean;
  /** Image format of the frames. @default "jpg" */
  readonly format: ImageFormat;
  /**
   * Image quality from 1 to 100, on the scale of libjpeg. `null`: 90 for jpg, 80 for webp; png is lossless.
   * @default null
   */
  readonly quality: number | null;
  /**
   * True to convert HDR (PQ, HLG) to SDR; other videos stay as they are. It needs an ffmpeg with zscale.
   * @default false
   */
  readonly toneMap: boolean;
  /**
   * Maximum number of frames that may fail to decode completely before the video counts as incomplete, or their
   * share of all. @default "1%"
   */
  readonly maxDecodeErrors: number | `${number}%`;
  /**
   * Folder for the frames, which are kept there. `null`: a spool, whose frames are removed after delivery.
   * @default null
   */
  readonly frames: string | null;
  /**
   * Size of the spool in bytes: slicing pauses before it is full. Images of failed frames do not count. A folder
   * that `frames` names has no such limit. @default 2000000000
   */
  readonly spoolSizeBytes: number;
  /**
   * Free space on the disk of the frames below which slicing pauses, in bytes. `null`: 1 GB, or half of the free
   * space at the start if that is less. @default null
   */
  readonly minFreeBytes: number | null;
  /** Path of the ffmpeg to use. `null`: the first that is found. @default null */
  readonly ffmpeg: string | null;
}

const MAX_SIDE_PIXELS = 16_384;

export const sliceSchema: OptionsSchema<SliceOptions> = {
  fps: optional(positiveNumber, null),
  every: optional(countOrPeriod, 1),
  startSeconds: optional(videoSeconds, 0),
  durationSeconds: optional(
    () => videoSeconds().refine((seconds) => seconds > 0, "must be more than 0"),
    null,
  ),
  atSeconds: optional(videoTimes, []),
  framesList: optional(plainText, null),
  keyframes: optional(flag, false),
  nearestKeyframe: optional(flag, false),
  scene: optional(share, null),
  widthPixels: optional(() => wholeNumber(1, MAX_SIDE_PIXELS), null),
  heightPixels: optional(() => wholeNumber(1, MAX_SIDE_PIXELS), null),
  squarePixels: optional(flag, false),
  format: optional(() => oneOf(IMAGE_FORMATS), "jpg"),
  quality: optional(() => wholeNumber(1, 100), null),
  toneMap: optional(flag, false),
  maxDecodeErrors: optional(countOrShare, "1%"),
  frames: optional(plainText, null),
  spoolSizeBytes: optional(byteSize, 2_000_000_000),
  minFreeBytes: optional(byteSize, null),
  ffmpeg: optional(plainText, null),
};
