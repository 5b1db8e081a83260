import { type DeliveredOptions, deliveredShape } from "./delivered-options.ts";
import { type FailureOptions, failureShape } from "./failure-options.ts";
import { type FolderOptions, folderShape } from "./folder-options.ts";
import { type RecordOptions, recordShape } from "./record-options.ts";
import { type SendOptions, sendShape } from "./send-options.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { textList } from "./units.ts";

/** Options of `send`. */
export interface FilesOptions
  extends FolderOptions, DeliveredOptions, FailureOptions, SendOptions, RecordOptions {
  /** Image files, and folders of them. */
  readonly paths: readonly string[];
}

export const filesShape: OptionsSchema<FilesOptions> = {
  paths: textList(),
  ...folderShape,
  ...deliveredShape,
  ...sendShape,
  ...failureShape,
  ...recordShape,
};
