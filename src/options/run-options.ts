import { required } from "./option.ts";
import { type FailureOptions, failureSchema } from "./failure-options.ts";
import { type RecordOptions, recordSchema } from "./record-options.ts";
import { type SendOptions, sendSchema } from "./send-options.ts";
import { type MonitoringOptions, monitoringSchema } from "./monitoring-options.ts";
import { type OptionsSchema } from "./options-schema.ts";
import { type SliceOptions, sliceSchema } from "./slice-options.ts";
import { path } from "./units.ts";

/** Options of `run`. */
export interface RunOptions
  extends SliceOptions, SendOptions, FailureOptions, RecordOptions, MonitoringOptions {
  /** Path of the video file. */
  readonly video: string;
}

export const runSchema: OptionsSchema<RunOptions> = {
  video: required(path),
  ...sliceSchema,
  ...sendSchema,
  ...failureSchema,
  ...recordSchema,
  ...monitoringSchema,
};
