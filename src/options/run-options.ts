import { required } from "./option.ts";
import { type EdgeOptions, edgeSchema } from "./edge-options.ts";
import { type FailureOptions, failureSchema } from "./failure-options.ts";
import { type RecordOptions, recordSchema } from "./record-options.ts";
import { type SendOptions, sendSchema } from "./send-options.ts";
import { type MonitoringOptions, monitoringSchema } from "./monitoring-options.ts";
import { type MotionOptions, motionSchema } from "./motion-options.ts";
import { type OptionsSchema } from "./options-schema.ts";
import { type SimilarOptions, similarSchema } from "./similar-options.ts";
import { type SliceOptions, sliceSchema } from "./slice-options.ts";
import { type LiveOptions, liveSchema } from "./live-options.ts";
import { type RecordingOptions, recordingSchema } from "./recording-options.ts";
import { path } from "./units.ts";

/** Options of `run`. */
export interface RunOptions
  extends
    SliceOptions,
    SimilarOptions,
    MotionOptions,
    LiveOptions,
    RecordingOptions,
    SendOptions,
    EdgeOptions,
    FailureOptions,
    RecordOptions,
    MonitoringOptions {
  /** Path of the video file, or address of a camera or stream, such as `rtsp://camera/1`. */
  readonly video: string;
}

export const runSchema: OptionsSchema<RunOptions> = {
  video: required(path),
  ...sliceSchema,
  ...similarSchema,
  ...motionSchema,
  ...liveSchema,
  ...recordingSchema,
  ...sendSchema,
  ...edgeSchema,
  ...failureSchema,
  ...recordSchema,
  ...monitoringSchema,
};
