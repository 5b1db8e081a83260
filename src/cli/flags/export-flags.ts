import type { ExportOptions } from "../../options/export-options.ts";
import type { Flag } from "./flags.ts";
import { STATE_FLAGS } from "./lookup-flags.ts";

/** The flags of `export`, in the order of the help. */
export const EXPORT_FLAGS: readonly Flag<ExportOptions>[] = [
  {
    key: "format",
    spelling: "--format <format>",
    help: "csv, coco, yolo, srt or vtt",
  },
  {
    key: "output",
    spelling: "-o, --output <path>",
    help: "file to write; for yolo a new folder (default: standard output)",
  },
  {
    key: "minConfidence",
    spelling: "--min-confidence <share>",
    help: "leave out what is less certain: 0.5 or 50% (default: none)",
  },
  {
    key: "labels",
    spelling: "--label <name>",
    help: "export only this label; may be repeated (default: all)",
    isRepeatable: true,
  },
  {
    key: "images",
    spelling: "--images <folder>",
    help: "where the images are now, for their sizes (default: where they were sent from)",
  },
  {
    key: "imageSize",
    spelling: "--image-size <WxH>",
    help: "size of all images, if they are gone: 1280x720 (default: as each image says)",
  },
  ...STATE_FLAGS,
];
