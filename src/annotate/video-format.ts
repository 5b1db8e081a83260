import { extname } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/option-spelling.ts";

/** A container for an annotated video, and how its streams are encoded. */
export interface VideoFormat {
  /** ffmpeg's name of the container. */
  readonly muxer: string;
  /** ffmpeg's options of the video's encoder. */
  readonly video: readonly string[];
  /** Encoder of sound that the container does not take as it is. */
  readonly sound: string;
  /** Further options of the container. */
  readonly container: readonly string[];
}

const H264 = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20"];
const VP9 = [
  "-c:v",
  "libvpx-vp9",
  "-crf",
  "31",
  "-b:v",
  "0",
  "-deadline",
  "realtime",
  "-cpu-used",
  "6",
  "-row-mt",
  "1",
];
const MP4 = { video: H264, sound: "aac", container: ["-movflags", "+faststart"] };

const FORMATS: Readonly<Record<string, VideoFormat>> = {
  ".mp4": { muxer: "mp4", ...MP4 },
  ".m4v": { muxer: "mp4", ...MP4 },
  ".mov": { muxer: "mov", ...MP4 },
  ".mkv": { muxer: "matroska", video: H264, sound: "aac", container: [] },
  ".webm": { muxer: "webm", video: VP9, sound: "libopus", container: [] },
};

/** @throws FrameferryError `ERR_OPTION` for a name that tells no format. */
export function videoFormatOf(path: string): VideoFormat {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format !== undefined) return format;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the name of the video ${path} does not say its format`,
    remedy: `name a file with ${option("output")} that ends with ${Object.keys(FORMATS).join(", ")}`,
  });
}
