import type { PixelSize } from "../core/image/image-size.ts";
import { type StatusOptions, statusSchema } from "./lookup-options.ts";
import { oneOf } from "./one-of.ts";
import { optional, required } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { path, pixelSize, share, textList } from "./units.ts";

/** Form in which detections are exported. */
export type ExportFormatName = "csv" | "coco" | "yolo" | "srt" | "vtt";

const EXPORT_FORMATS: readonly ExportFormatName[] = ["csv", "coco", "yolo", "srt", "vtt"];

/** What is exported, and how. */
export interface ExportOptions extends StatusOptions {
  /** Results files; or videos, folders or listed paths of jobs, or names of jobs. */
  readonly sources: readonly string[];
  /** Form of the export. */
  readonly format: ExportFormatName;
  /** File for the export; a new or empty folder for `yolo`. `null`: standard output. @default null */
  readonly output: string | null;
  /**
   * Minimum confidence of a detection, as a share from 0 to 1; one without confidence is then left out. `null`: any.
   * @default null
   */
  readonly minConfidence: number | null;
  /** Labels to export, as the service spells them. Empty: all. @default [] */
  readonly labels: readonly string[];
  /** Folder of the images, to read their sizes. `null`: where they were when they were sent. @default null */
  readonly images: string | null;
  /** Size of all images, in pixels. `null`: as the images say. @default null */
  readonly imageSize: PixelSize | null;
}

export const exportSchema: OptionsSchema<ExportOptions> = {
  sources: required(() => textList(1)),
  format: required(() => oneOf(EXPORT_FORMATS)),
  output: optional(path, null),
  minConfidence: optional(share, null),
  labels: optional(textList, []),
  images: optional(path, null),
  imageSize: optional(pixelSize, null),
  ...statusSchema,
};
