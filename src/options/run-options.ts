import { type FailureOptions, failureShape } from "./failure-options.ts";
import { type RecordOptions, recordShape } from "./record-options.ts";
import { type SendOptions, sendShape } from "./send-options.ts";
import { type OptionsSchema } from "./options-schema.ts";
import { type SliceOptions, sliceShape } from "./slice-options.ts";
import { path } from "./units.ts";

/** Options of `run`. */
export interface RunOptions extends SliceOptions, SendOptions, FailureOptions, RecordOptions {
  /** Path of the video file. */
  readonly video: string;
}

export const runShape: OptionsSchema<RunOptions> = {
  video: path(),
  ...sliceShape,
  ...sendShape,
  ...failureShape,
  ...recordShape,
};
