import type { AnnotateOptions } from "../../options/annotate-options.ts";
import type { Flag } from "./flags.ts";
import { STATE_FLAGS } from "./lookup-flags.ts";

/** The flags of `annotate`, in the order of the help. */
export const ANNOTATE_FLAGS: readonly Flag<AnnotateOptions>[] = [
  {
    key: "output",
    spelling: "-o, --output <path>",
    help: "video to write: .mp4, .m4v, .mov, .mkv or .webm; for images a new folder",
  },
  {
    key: "results",
    spelling: "--results <file>",
    help: "results file, or name of the job that has them (default: the job of the source)",
  },
  {
    key: "recordedAs",
    spelling: "--recorded-as <name>",
    help: "what the results call the source, if it had another name then (default: its name)",
  },
  {
    key: "minConfidence",
    spelling: "--min-confidence <share>",
    help: "leave out what is less certain: 0.5 or 50% (default: none)",
  },
  {
    key: "labels",
    spelling: "--label <name>",
    help: "draw only this label; may be repeated (default: all)",
    isRepeatable: true,
  },
  {
    key: "holdMs",
    spelling: "--hold <duration>",
    help: "how long a drawing stays in a video without another result, at most (default: twice the usual time between two)",
  },
  {
    key: "imageSize",
    spelling: "--image-size <WxH>",
    help: "size of the images that were sent, if it was not that of the source: 1280x720 (default: as the source)",
  },
  { key: "overwrite", spelling: "--overwrite", help: "replace the video if it exists" },
  {
    key: "ffmpeg",
    spelling: "--ffmpeg <path>",
    help: "the ffmpeg to use (default: the first that is found)",
  },
  ...STATE_FLAGS,
];
