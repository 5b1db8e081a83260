import type { RunOptions } from "../../options/run-options.ts";
import { CAMERA_ACCESS_FLAGS } from "./camera-access-flags.ts";
import { CAMERA_LOGIN_FLAGS } from "./camera-login-flags.ts";
import { EDGE_FLAGS } from "./edge-flags.ts";
import { type Flag, inGroup } from "./flags.ts";
import { MONITORING_FLAGS } from "./monitoring-flags.ts";
import { MOTION_FLAGS } from "./motion-flags.ts";
import { FAILURE_FLAGS, RECORD_FLAGS, SEND_FLAGS } from "./send-flags.ts";
import { SIMILAR_FLAGS } from "./similar-flags.ts";

/** How a video is sliced. */
export const SLICING_FLAGS: readonly Flag<RunOptions>[] = inGroup("Frames of the video:", [
  {
    key: "fps",
    group: "Main options:",
    spelling: "--fps <n>",
    help: "frames to take per second of video; 0.1 is one in 10 s (default: all)",
  },
  {
    key: "every",
    spelling: "--every <n>",
    help: "take every n-th frame, or with a unit (10s) the first one of each period",
  },
  {
    key: "startSeconds",
    spelling: "--start <time>",
    help: "where in the video to begin: 90, 1m30s, 00:01:30",
  },
  {
    key: "durationSeconds",
    spelling: "--duration <time>",
    help: "how much of the video to take, from --start on (default: to its end); of a camera, how long it runs",
  },
  {
    key: "atSeconds",
    spelling: "--at <times>",
    help: "take only the frames that are shown at these times: 90, 1m30s, 00:01:30,00:02:00; may be repeated (default: none)",
    isRepeatable: true,
  },
  {
    key: "framesList",
    spelling: "--frames-list <file>",
    help: "take only the frames that this file names, one a line: 123 (an index), 00:01:30, 12.5s; - for standard input (default: none)",
  },
  {
    key: "keyframes",
    spelling: "--keyframes",
    help: "decode keyframes only, for a tenth of the processor; --fps and --every choose among them",
  },
  {
    key: "nearestKeyframe",
    spelling: "--nearest-keyframe",
    help: "with --every 10s or --fps: take a keyframe of each period, much faster than its first frame",
  },
  {
    key: "scene",
    spelling: "--scene <score>",
    help: "take only frames whose scene score is above this, 0 to 1: 0.3 for cuts (default: all)",
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

const LIVE: readonly Flag<RunOptions>[] = inGroup("Cameras and streams:", [
  ...CAMERA_LOGIN_FLAGS,
  {
    key: "stallMs",
    spelling: "--stall <duration>",
    help: "connect again when no frame has come for so long",
  },
  {
    key: "giveUpMs",
    spelling: "--give-up <duration>",
    help: "give a camera up that was away for so long (default: never)",
  },
  {
    key: "frozenMs",
    spelling: "--frozen <duration>",
    help: "connect again when its picture has stood still for so long (default: never)",
  },
  {
    key: "discardCorrupt",
    spelling: "--discard-corrupt",
    help: "skip pictures that are broken, as where packets were lost (default: on)",
  },
  {
    key: "discardCorrupt",
    spelling: "--no-discard-corrupt",
    help: "send broken pictures, too",
  },
  ...CAMERA_ACCESS_FLAGS,
  {
    key: "maxFrames",
    spelling: "--max-frames <n>",
    help: "leave a camera after so many frames (default: never)",
  },
  {
    key: "whenFull",
    spelling: "--when-full <policy>",
    help: "when its frames come too fast: drop-oldest, drop-newest or block (default: drop-oldest)",
  },
  {
    key: "maxBacklog",
    spelling: "--max-backlog <n>",
    help: "its frames that may wait before one is dropped (default: 100)",
  },
  {
    key: "record",
    spelling: "--record <folder>",
    help: "record the stream itself into this folder, beside the frames that are sent (default: none)",
  },
  {
    key: "segmentMs",
    spelling: "--segment <duration>",
    help: "length of a file of the recording; they begin at multiples of it by the clock",
  },
  {
    key: "keep",
    spelling: "--keep <limit>",
    help: "how long, or how much, of the recording is kept: 7d, 50GB or both (default: everything)",
    isRepeatable: true,
  },
]);

/** The flags of `run`, in the order of the help. */
export const RUN_FLAGS: readonly Flag<RunOptions>[] = [
  ...SEND_FLAGS,
  ...EDGE_FLAGS,
  ...SLICING_FLAGS,
  ...SIMILAR_FLAGS,
  ...MOTION_FLAGS,
  ...LIVE,
  ...FAILURE_FLAGS,
  ...RECORD_FLAGS,
  ...MONITORING_FLAGS,
];
