import type { RunOptions } from "../../options/run-options.ts";
import { type Flag, inGroup } from "./flags.ts";
import { MONITORING_FLAGS } from "./monitoring-flags.ts";
import { FAILURE_FLAGS, RECORD_FLAGS, SEND_FLAGS } from "./send-flags.ts";

const SLICING: readonly Flag<RunOptions>[] = inGroup("Frames of the video:", [
  {
    key: "fps",
    group: "Main options:",
    spelling: "--fps <n>",
    help: "frames to take per second of video; 0.1 is one in 10 s (default: all)",
  },
  { key: "every", spelling: "--every <n>", help: "take every n-th frame" },
  {
    key: "startSeconds",
    spelling: "--start <time>",
    help: "where in the video to begin: 90, 1m30s, 00:01:30",
  },
  {
    key: "durationSeconds",
    spelling: "--duration <time>",
    help: "how much of the video to take, from --start on (default: to its end)",
  },
  {
    key: "widthPixels",
    spelling: "--width <pixels>",
    help: "width of the frames; alone it keeps the aspect (default: the video's)",
  },
  {
    key: "heightPixels",
    spelling: "--height <pixels>",
    help: "height of the frames; alone it keeps the aspect (default: the video's)",
  },
  {
    key: "squarePixels",
    spelling: "--square-pixels",
    help: "enlarge a video whose pixels are not square until they are",
  },
  { key: "format", spelling: "--format <format>", help: "image format: jpg, png or webp" },
  {
    key: "quality",
    spelling: "--quality <n>",
    help: "image quality, 1 to 100 (default: 90 for jpg, 80 for webp)",
  },
  {
    key: "toneMap",
    spelling: "--tone-map",
    help: "make HDR (PQ, HLG) SDR; needs an ffmpeg with zscale, and much of the processor",
  },
  {
    key: "maxDecodeErrors",
    spelling: "--max-decode-errors <n>",
    help: "frames that may fail to decode before the video counts as incomplete: 20 or 5%",
  },
  {
    key: "frames",
    spelling: "--frames <folder>",
    help: "write the frames here and keep them (default: a spool that empties itself)",
  },
  {
    key: "spoolSizeBytes",
    spelling: "--spool-size <size>",
    help: "slicing pauses before the spool is larger: 500MB, 2GB, 1GiB",
  },
  {
    key: "minFreeBytes",
    spelling: "--min-free <size>",
    help: "slicing pauses while less of the disk is free (default: 1GB, or half of what is free at the start)",
  },
  {
    key: "ffmpeg",
    spelling: "--ffmpeg <path>",
    help: "the ffmpeg to use (default: the first that is found)",
  },
]);

/** The flags of `run`, in the order of the help. */
export const RUN_FLAGS: readonly Flag<RunOptions>[] = [
  ...SEND_FLAGS,
  ...SLICING,
  ...FAILURE_FLAGS,
  ...RECORD_FLAGS,
  ...MONITORING_FLAGS,
];
