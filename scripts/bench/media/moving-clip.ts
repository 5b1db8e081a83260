import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { cached } from "../harness/cache-folder.ts";

/** Frames per second of the clip. */
export const CLIP_RATE = 30;

/**
 * An H.264 clip of 1280x720 that is as costly to decode as a film: a turning picture with grain, so
 * that every block of every frame moves and carries a rest. About 5 Mbit/s, frames of about 90 KB.
 *
 * @throws Error when this ffmpeg cannot encode H.264.
 */
export async function movingClip(ffmpegPath: string, seconds: number): Promise<string> {
  return await cached(`clip-${seconds}s.mp4`, async (path) => {
    await promisify(execFile)(ffmpegPath, [...clipArguments(seconds), path]);
  });
}

function clipArguments(seconds: number): string[] {
  const picture = [
    `testsrc2=s=1280x720:r=${CLIP_RATE}`,
    "rotate=a=t/4:c=gray",
    "noise=alls=8:allf=t:all_seed=7",
  ];
  return [
    ...["-nostdin", "-loglevel", "error", "-y"],
    ...["-f", "lavfi", "-i", picture.join(","), "-t", String(seconds)],
    ...["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "250"],
    ...["-pix_fmt", "yuv420p"],
  ];
}
