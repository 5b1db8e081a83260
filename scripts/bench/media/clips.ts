import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { cached } from "../harness/cache-folder.ts";

/** Frames per second of the clips. */
export const CLIP_RATE = 30;

/** An H.264 clip of 1280x720: a rotating picture with grain, so that every block of every frame changes. */
export interface ClipKind {
  readonly name: string;
  /** Maximum change of a pixel by the grain, of 255. */
  readonly grain: number;
  readonly encoder: readonly string[];
}

/** Like an ordinary film: about 5 Mbit/s, frames of about 90 KB, 3 ms to decode each. */
export const MOVING_CLIP: ClipKind = {
  name: "moving picture, 5 Mbit/s",
  grain: 8,
  encoder: ["-preset", "veryfast", "-crf", "23"],
};

/**
 * Expensive to decode: preserved grain, two B-frames of three, CABAC. About 22 Mbit/s, frames of about 200
 * KB, 9 ms to decode each.
 */
export const GRAINY_CLIP: ClipKind = {
  name: "film grain and B-frames, 22 Mbit/s",
  grain: 14,
  encoder: [
    ...["-preset", "medium", "-tune", "grain", "-crf", "28", "-refs", "4", "-bf", "3"],
    ...["-x264-params", "b-adapt=0:cabac=1"],
  ],
};

/** Path of a clip, which is generated if it is missing. @throws Error if this ffmpeg cannot encode H.264. */
export async function makeClip(
  ffmpegPath: string,
  kind: ClipKind,
  seconds: number,
): Promise<string> {
  return await cached(`clip-grain${kind.grain}-${seconds}s.mp4`, async (path) => {
    await promisify(execFile)(ffmpegPath, [...clipArguments(kind, seconds), path]);
  });
}

function clipArguments({ grain, encoder }: ClipKind, seconds: number): string[] {
  const picture = [
    `testsrc2=s=1280x720:r=${CLIP_RATE}`,
    "rotate=a=t/4:c=gray",
    `noise=alls=${grain}:allf=t:all_seed=7`,
  ];
  return [
    ...["-nostdin", "-loglevel", "error", "-y"],
    ...["-f", "lavfi", "-i", picture.join(","), "-t", String(seconds)],
    ...["-c:v", "libx264", ...encoder, "-g", "250", "-pix_fmt", "yuv420p"],
  ];
}
