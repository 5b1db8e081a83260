import { oneOf } from "./one-of.ts";
import type { OptionsSchema } from "./options-schema.ts";
import {
  byteSize,
  countOrShare,
  flag,
  plainText,
  positiveNumber,
  videoSeconds,
  wholeNumber,
} from "./units.ts";

/** File name extension and encoding of the frames. */
export type ImageFormat = "jpg" | "png" | "webp";

const IMAGE_FORMATS: readonly ImageFormat[] = ["jpg", "png", "webp"];

/** How a video becomes frames. */
export interface SliceOptions {
  /** Frames per second of video to take; `null` takes every frame. @default null */
  readonly fps: number | null;
  /** Takes every n-th frame of the video. @default 1 */
  readonly every: number;
  /** Where in the video to begin, in seconds from its first frame or sound; the frame there is taken. @default 0 */
  readonly startSeconds: number;
  /** How much of the video to take, in seconds from `startSeconds`, up to but without the frame at its end; `null` goes on to the video's. @default null */
  readonly durationSeconds: number | null;
  /** Width of the frames in pixels; `null` keeps the video's, or its aspect if a height is given. @default null */
  readonly widthPixels: number | null;
  /** Height of the frames in pixels; `null` keeps the video's, or its aspect if a width is given. @default null */
  readonly heightPixels: number | null;
  /** Whether a video whose pixels are not square is enlarged until they are; `false` leaves its pixels as they are stored. @default false */
  readonly squarePixels: boolean;
  /** Image format of the frames. @default "jpg" */
  readonly format: ImageFormat;
  /** Image quality from 1 to 100 on the scale of libjpeg; `null` means 90 for jpg, 80 for webp; png is lossless. @default null */
  readonly quality: number | null;
  /** Whether HDR (PQ, HLG) is made SDR; other videos stay as they are. Needs an ffmpeg with zscale. @default false */
  readonly toneMap: boolean;
  /** Most frames of the video that may fail to decode, or decode only in part, before it counts as incomplete: a number, or a share of all. @default "1%" */
  readonly maxDecodeErrors: number | `${number}%`;
  /** Folder that gets the frames and keeps them; `null` uses a spool whose frames go once delivered. @default null */
  readonly frames: string | null;
  /** Size of the spool in bytes: the slicer pauses before it is full. Images of failed frames do not count, and a folder that `frames` names has no such limit. @default 2000000000 */
  readonly spoolSizeBytes: number;
  /** Room to be left on the disk of the frames, in bytes: the slicer pauses while there is less. `null` means 1 GB, or half of what is free at the start where that is less. @default null */
  readonly minFreeBytes: number | null;
  /** Path of the ffmpeg to use; `null` looks for one. @default null */
  readonly ffmpeg: string | null;
}

const MAX_SIDE_PIXELS = 16_384;

export const sliceShape: OptionsSchema<SliceOptions> = {
  fps: positiveNumber().nullable().default(null),
  every: wholeNumber(1).default(1),
  startSeconds: videoSeconds().default(0),
  durationSeconds: videoSeconds()
    .refine((seconds) => seconds > 0, "must be more than 0")
    .nullable()
    .default(null),
  widthPixels: wholeNumber(1, MAX_SIDE_PIXELS).nullable().default(null),
  heightPixels: wholeNumber(1, MAX_SIDE_PIXELS).nullable().default(null),
  squarePixels: flag().default(false),
  format: oneOf(IMAGE_FORMATS).default("jpg"),
  quality: wholeNumber(1, 100).nullable().default(null),
  toneMap: flag().default(false),
  maxDecodeErrors: countOrShare().default("1%"),
  frames: plainText().nullable().default(null),
  spoolSizeBytes: byteSize().default(2_000_000_000),
  minFreeBytes: byteSize().nullable().default(null),
  ffmpeg: plainText().nullable().default(null),
};
