import { type FolderOptions, folderSchema } from "./folder-options.ts";
import { type MotionOptions, motionSchema } from "./motion-options.ts";
import { optional, required } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { sendSchema } from "./send-options.ts";
import { type SimilarOptions, similarSchema } from "./similar-options.ts";
import { type SliceOptions, sliceSchema } from "./slice-options.ts";
import { path, positiveNumber, textList, wholeNumber } from "./units.ts";

/** Options of `preview`: what would be sent, and the sheet that shows it. */
export interface PreviewOptions
  extends
    Omit<
      SliceOptions,
      // Where frames go meanwhile.
      "frames" | "spoolSizeBytes" | "minFreeBytes" | "maxDecodeErrors"
    >,
    SimilarOptions,
    MotionOptions,
    Omit<FolderOptions, "settleMs"> {
  /** A video; or images, and folders of them. `-` stands for paths of images on standard input. */
  readonly sources: readonly string[];
  /**
   * File for the sheet, a page (`.html`) or a picture (`.jpg`); an earlier preview is replaced. `null`: named after the first
   * source, in the working directory, such as `clip.mp4-preview.html`. @default null
   */
  readonly output: string | null;
  /** Number of frames that the sheet shows at most, spread evenly over all of them; all are counted. @default 100 */
  readonly maxFrames: number;
  /** Part of each picture that would be sent, as `crop` of the commands that send says. `null`: all of it. @default null */
  readonly crop: string | null;
  /** Number of frames in a request, for the number of requests. @default 1 */
  readonly batch: number;
  /** Price of a thousand frames at the service, in any currency, for an estimate. `null`: none. @default null */
  readonly pricePerThousand: number | null;
}

const {
  frames: _,
  spoolSizeBytes: __,
  minFreeBytes: ___,
  maxDecodeErrors: ____,
  ...slicing
} = sliceSchema;
const { settleMs: _____, ...folder } = folderSchema;

export const previewSchema: OptionsSchema<PreviewOptions> = {
  sources: required(() => textList(1)),
  ...slicing,
  ...similarSchema,
  ...motionSchema,
  ...folder,
  output: optional(path, null),
  maxFrames: optional(() => wholeNumber(1, 500), 100),
  crop: sendSchema.crop,
  batch: optional(() => wholeNumber(1, 128), 1),
  pricePerThousand: optional(positiveNumber, null),
};
