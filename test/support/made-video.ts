import { execFile, spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Why no video can be made and examined here, as a sentence; `undefined` when it can. */
export function whyNoVideos(): string | undefined {
  const missing = ["ffmpeg", "ffprobe"].filter(
    (tool) => spawnSync(tool, ["-version"], { stdio: "ignore" }).status !== 0,
  );
  return missing.length === 0
    ? undefined
    : `${missing.join(" and ")} not found on the path: apt-get install ffmpeg`;
}

/** ffmpeg's arguments for a moving test picture as the next input. */
export function testPicture(
  options: {
    readonly size?: string;
    readonly framesPerSecond?: number;
    readonly seconds?: number;
  } = {},
): readonly string[] {
  const { size = "128x96", framesPerSecond = 25, seconds = 1 } = options;
  const source = `testsrc2=size=${size}:rate=${framesPerSecond}:duration=${seconds}`;
  return ["-f", "lavfi", "-i", source];
}

/** ffmpeg's arguments for a tone as the next input. */
export function tone(seconds: number): readonly string[] {
  return ["-f", "lavfi", "-i", `sine=frequency=440:duration=${seconds}`];
}

/** Makes a media file with the ffmpeg on the path; its arguments name inputs and encoding. Returns the path. */
export async function makeVideo(
  path: string,
  ...words: readonly (string | readonly string[])[]
): Promise<string> {
  await run("ffmpeg", ["-nostdin", "-v", "error", "-y", ...words.flat(), `file:${path}`]);
  return path;
}

/** Writes the first part of a file, as an upload that broke off leaves it. Returns the new path. */
export async function cutShort(path: string, share: number, to: string): Promise<string> {
  const whole = await readFile(path);
  await writeFile(to, whole.subarray(0, Math.floor(whole.length * share)));
  return to;
}

/** When each frame of the first video stream is shown, by ffprobe, in seconds and in that order. */
export async function probedTimes(path: string): Promise<readonly number[]> {
  const entries = "frame=pts_time,best_effort_timestamp_time";
  const what = ["-select_streams", "V:0", "-show_entries", entries, "-of", "json"];
  const { stdout } = await run("ffprobe", ["-v", "error", ...what, `file:${path}`], {
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  const { frames } = JSON.parse(stdout) as { readonly frames: readonly ProbedFrame[] };
  return frames.map(({ pts_time, best_effort_timestamp_time }) =>
    Number(pts_time ?? best_effort_timestamp_time),
  );
}

/** The last frame of some containers has no time of its own, only one that the decoder works out. */
interface ProbedFrame {
  readonly pts_time?: string;
  readonly best_effort_timestamp_time?: string;
}
