import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { readFrameIndex } from "../../../scripts/fixtures/frame-index.ts";

const run = promisify(execFile);
const SIZE = { width: 192, height: 108 } as const;

/** Indexes that the frames of a film of `playIndexedFilm` carry, from a place in its file on. @param limit of frames. */
export async function indexesIn(
  path: string,
  fromSeconds = 0,
  limit = 1000,
): Promise<readonly (number | undefined)[]> {
  const input = ["-ss", String(fromSeconds), "-i", path];
  const output = ["-fps_mode", "passthrough", "-frames:v", String(limit), "-pix_fmt", "gray"];
  const words = ["-nostdin", "-v", "error", ...input, ...output, "-f", "rawvideo", "pipe:1"];
  const { stdout } = await run("ffmpeg", words, { encoding: "buffer", maxBuffer: 1 << 28 });
  const byteLength = SIZE.width * SIZE.height;
  return Array.from({ length: stdout.length / byteLength }, (_, at) =>
    readFrameIndex({
      ...SIZE,
      channels: 1,
      bytes: stdout.subarray(at * byteLength, (at + 1) * byteLength),
    }),
  );
}

/** Indexes of the frames that have this very time: at the beginning of a connection, ffmpeg gives several the same. */
export async function indexesAt(
  path: string,
  seconds: number,
): Promise<readonly (number | undefined)[]> {
  const { packets } = await probeFile(path);
  const same = packets.filter((packet) => Math.abs(Number(packet.pts_time) - seconds) < 0.0015);
  return same.length === 0 ? [] : await indexesIn(path, seconds, same.length);
}

/** Paths of the recordings in a folder, by their names. */
export function recordingsIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".mkv"));
  return names.toSorted().map((name) => join(folder, name));
}

/** A packet of a file, as ffprobe sees it. */
export interface ProbedPacket {
  readonly codec_type: string;
  readonly pts_time: string;
  readonly data_hash: string;
  readonly flags: string;
}

/** What ffprobe finds in a file. */
export interface ProbedFile {
  readonly packets: readonly ProbedPacket[];
  readonly streams: readonly { readonly codec_name: string }[];
  readonly format: { readonly duration?: string; readonly start_time?: string };
}

export async function probeFile(path: string): Promise<ProbedFile> {
  const shown = ["-show_packets", "-show_streams", "-show_format", "-show_data_hash", "md5"];
  const words = ["-v", "error", ...shown, "-of", "json", path];
  const { stdout } = await run("ffprobe", words, { maxBuffer: 1 << 28 });
  return JSON.parse(stdout) as ProbedFile;
}
