import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs a real ffmpeg in `folder`; the words are arguments, one each. */
export async function ffmpeg(folder: string, ...words: readonly string[]): Promise<void> {
  await run("ffmpeg", ["-nostdin", "-v", "error", "-y", ...words], { cwd: folder });
}

/** The first frame of an input as RGB, 3 bytes a pixel; the words are ffmpeg's, from `-i` on. */
export async function firstFrameAsRgb(...words: readonly string[]): Promise<Buffer> {
  const output = ["-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"];
  const all = ["-nostdin", "-v", "error", ...words, ...output];
  return (await run("ffmpeg", all, { encoding: "buffer", maxBuffer: 1 << 26 })).stdout;
}

/** Source options for a moving test picture. */
export function testPicture(size: string, seconds: number, framesPerSecond: number): string[] {
  return ["-f", "lavfi", "-i", `testsrc2=s=${size}:r=${framesPerSecond}:d=${seconds}`];
}

/** Presentation times of a video's frames, in seconds, by ffprobe; frames without a time are NaN. */
export async function probedTimes(path: string): Promise<number[]> {
  const words = ["-v", "error", "-select_streams", "V:0", "-show_entries"];
  const entries = ["frame=best_effort_timestamp_time", "-of", "csv=p=0", `file:${path}`];
  const { stdout } = await run("ffprobe", [...words, ...entries], { maxBuffer: 1 << 24 });
  const lines = stdout.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => Number(line.split(",")[0]));
}
