import type { RunOptions } from "../options/run-options.ts";
import type { Flag } from "./flags.ts";

const SENDING: readonly Flag<RunOptions>[] = [
  {
    key: "to",
    spelling: "--to <url>",
    help: "address of the service that each frame is posted to",
  },
  { key: "field", spelling: "--field <name>", help: "multipart form field that carries the image" },
  {
    key: "concurrency",
    spelling: "-c, --concurrency <n>",
    help: "requests in flight at once, at most",
  },
  {
    key: "timeoutMs",
    spelling: "--timeout <duration>",
    help: "deadline of one request: 500ms, 30s, 2m",
  },
  { key: "retries", spelling: "--retries <n>", help: "how often a failed request is tried again" },
  {
    key: "retryOn",
    spelling: "--retry-on <list>",
    help: "answers after which a frame is sent again: 404, 5xx, timeout, reset",
  },
  { key: "successOn", spelling: "--success-on <list>", help: "answers that count as success" },
  {
    key: "giveUpMs",
    spelling: "--give-up <duration>",
    help: "end when the service has been away for this long (default: wait for it)",
  },
  {
    key: "maxFailures",
    spelling: "--max-failures <n>",
    help: "end when more frames than this have failed: 10 or 5% (default: go on)",
  },
];

const SLICING: readonly Flag<RunOptions>[] = [
  {
    key: "framesPerSecond",
    spelling: "--fps <n>",
    help: "frames to take per second of video; 0.1 is one in 10 s (default: all)",
  },
  { key: "everyNth", spelling: "--every <n>", help: "take every n-th frame" },
  {
    key: "startSeconds",
    spelling: "--start <time>",
    help: "where in the video to begin: 90, 1m30s, 00:01:30",
  },
  {
    key: "durationSeconds",
    spelling: "--duration <time>",
    help: "how much of the video to take (default: to its end)",
  },
  {
    key: "widthPixels",
    spelling: "--width <pixels>",
    help: "width of the frames; alone it keeps the aspect",
  },
  {
    key: "heightPixels",
    spelling: "--height <pixels>",
    help: "height of the frames; alone it keeps the aspect",
  },
  { key: "format", spelling: "--format <format>", help: "image format: jpg, png or webp" },
  {
    key: "quality",
    spelling: "--quality <n>",
    help: "image quality, 1 to 100 (default: 90 for jpg, 80 for webp)",
  },
  {
    key: "framesFolder",
    spelling: "--frames <folder>",
    help: "write the frames here and keep them (default: a spool that empties itself)",
  },
  {
    key: "ffmpegPath",
    spelling: "--ffmpeg <path>",
    help: "the ffmpeg to use (default: the first that is found)",
  },
];

const RECORDING: readonly Flag<RunOptions>[] = [
  {
    key: "resultsFile",
    spelling: "--results <file>",
    help: "write a JSON line per frame here, replacing the file (default: in the state folder)",
  },
  {
    key: "stateFolder",
    spelling: "--state <folder>",
    help: "state folder, on a local disk (default: ~/.local/state/frameferry)",
  },
];

/** The flags of `run`, in the order of the help. */
export const RUN_FLAGS: readonly Flag<RunOptions>[] = [...SENDING, ...SLICING, ...RECORDING];
