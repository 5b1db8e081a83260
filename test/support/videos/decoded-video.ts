import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Raster } from "../../../scripts/fixtures/frame-index.ts";

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const FOLDER = join(import.meta.dirname, "../../../fixtures/videos");

/** Why the fixtures cannot be checked here, as a sentence; `undefined` when they can. */
export function whyNoFfmpegTools(): string | undefined {
  const missing = ["ffmpeg", "ffprobe"].filter(
    (tool) => spawnSync(tool, ["-version"], { stdio: "ignore" }).status !== 0,
  );
  return missing.length === 0
    ? undefined
    : `${missing.join(" and ")} not found on the path: apt-get install ffmpeg`;
}

export function fixtureVideoPath(fileName: string): string {
  return join(FOLDER, fileName);
}

export interface DecodingOptions {
  readonly width: number;
  readonly height: number;
  /** Whether rotation metadata is honored. @default true */
  readonly autorotate?: boolean;
}

/** Every frame that ffmpeg finds, in gray, none doubled and none left out. */
export async function decodeVideo(
  fileName: string,
  { width, height, autorotate = true }: DecodingOptions,
): Promise<readonly Raster[]> {
  const input = [...(autorotate ? [] : ["-noautorotate"]), "-i", fixtureVideoPath(fileName)];
  const output = ["-fps_mode", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "pipe:1"];
  const { stdout } = await run("ffmpeg", ["-nostdin", "-v", "error", ...input, ...output], {
    encoding: "buffer",
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  const byteLength = width * height;
  const rasterAt = (frame: number): Raster => ({
    width,
    height,
    channels: 1,
    bytes: stdout.subarray(frame * byteLength, (frame + 1) * byteLength),
  });
  return Array.from({ length: stdout.length / byteLength }, (_, frame) => rasterAt(frame));
}

/** What ffprobe says of the video stream. */
export interface ProbedVideo {
  /** In seconds. */
  readonly startSeconds: number;
  /** Of each frame, in the order in which they are shown. */
  readonly ptsSeconds: readonly number[];
  /** As stored, before rotation. */
  readonly codedWidth: number;
  readonly rotationDegrees: number;
}

export async function probeVideo(fileName: string): Promise<ProbedVideo> {
  const entries = "stream=start_time,width:stream_side_data=rotation:frame=pts_time";
  const args = [
    "-v",
    "error",
    "-select_streams",
    "v",
    "-show_entries",
    entries,
    "-of",
    "json",
    fixtureVideoPath(fileName),
  ];
  const { stdout } = await run("ffprobe", args, { maxBuffer: MAX_OUTPUT_BYTES });
  const { frames, streams } = JSON.parse(stdout) as {
    readonly frames: readonly { readonly pts_time: string }[];
    readonly streams: readonly [
      {
        readonly start_time: string;
        readonly width: number;
        readonly side_data_list?: readonly { readonly rotation?: number }[];
      },
    ];
  };
  return {
    startSeconds: Number(streams[0].start_time),
    ptsSeconds: frames.map((frame) => Number(frame.pts_time)),
    codedWidth: streams[0].width,
    rotationDegrees:
      streams[0].side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0,
  };
}
