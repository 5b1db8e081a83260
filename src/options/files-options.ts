import { required } from "./option.ts";
import { type DeliveredOptions, deliveredSchema } from "./delivered-options.ts";
import { type EdgeOptions, edgeSchema } from "./edge-options.ts";
import { type FailureOptions, failureSchema } from "./failure-options.ts";
import { type FolderOptions, folderSchema } from "./folder-options.ts";
import { type RecordOptions, recordSchema } from "./record-options.ts";
import { type SendOptions, sendSchema } from "./send-options.ts";
import { type MonitoringOptions, monitoringSchema } from "./monitoring-options.ts";
import { type MotionOptions, motionSchema } from "./motion-options.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type SimilarOptions, similarSchema } from "./similar-options.ts";
import { textList } from "./units.ts";

/** Options of `send`. */
export interface FilesOptions
  extends
    FolderOptions,
    SimilarOptions,
    MotionOptions,
    DeliveredOptions,
    FailureOptions,
    SendOptions,
    EdgeOptions,
    RecordOptions,
    MonitoringOptions {
  /** Image files, and folders of them. */
  readonly paths: readonly string[];
}

export const filesSchema: OptionsSchema<FilesOptions> = {
  paths: required(textList),
  ...folderSchema,
  ...similarSchema,
  ...motionSchema,
  ...deliveredSchema,
  ...sendSchema,
  ...edgeSchema,
  ...failureSchema,
  ...recordSchema,
  ...monitoringSchema,
};
