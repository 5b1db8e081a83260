import type { PixelSize } from "../core/image/image-size.ts";
import { type StatusOptions, statusSchema } from "./lookup-options.ts";
import { optional, required } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { durationMs, path, pixelSize, share, textList, yesOrNo } from "./units.ts";

/** What is drawn on which video or images. */
export interface AnnotateOptions extends StatusOptions {
  /** Video, or folder of images; or the name of a job. */
  readonly source: string;
  /** New video; for images a new or empty folder. */
  readonly output: string;
  /** Results file, or name of the job that has them. `null`: the job of the source. @default null */
  readonly results: string | null;
  /** Name of the source in the results, if it was another one then. `null`: as it is named now. @default null */
  readonly recordedAs: string | null;
  /**
   * Minimum confidence of a detection, as a share from 0 to 1; one without confidence is then left out. `null`: any.
   * @default null
   */
  readonly minConfidence: number | null;
  /** Labels to draw, as the service spells them. Empty: all. @default [] */
  readonly labels: readonly string[];
  /**
   * Time for which a drawing stays in a video without another result, at most, in milliseconds. `null`: twice the usual
   * time between two results. @default null
   */
  readonly holdMs: number | null;
  /** Size of the images that were sent, in pixels, if it was not that of the source. `null`: as the source. @default null */
  readonly imageSize: PixelSize | null;
  /** True to replace an existing video. @default false */
  readonly overwrite: boolean;
  /** Path of the ffmpeg that reads and writes the video. `null`: the first that is found. @default null */
  readonly ffmpeg: string | null;
}

export const annotateSchema: OptionsSchema<AnnotateOptions> = {
  source: required(path),
  output: required(path),
  results: optional(path, null),
  recordedAs: optional(path, null),
  minConfidence: optional(share, null),
  labels: optional(textList, []),
  holdMs: optional(() => durationMs(1), null),
  imageSize: optional(pixelSize, null),
  overwrite: optional(yesOrNo, false),
  ffmpeg: optional(path, null),
  ...statusSchema,
};
