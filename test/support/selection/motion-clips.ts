import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { ffmpeg } from "../videos/ffmpeg-made.ts";

/** Frames of a made clip, and whether each shows the box. */
export interface MotionClip {
  readonly paths: readonly string[];
  readonly isMoving: readonly boolean[];
}

/** How a clip looks. */
export interface MotionScene {
  /** What ffmpeg shows behind the box. */
  readonly scene: string;
  /** Its color. */
  readonly box: string;
  /** Speed of the box, in pixels a second. */
  readonly speed: number;
  /** Filters over all: light and noise. */
  readonly filters: string;
}

export const FRAMES_PER_SECOND = 15;

/** 12 s of 1280x720 as JPEG; a box of 60 by 120 pixels, 0.78% of the picture, moves from 4 s to 7 s. */
export async function makeMotionClip(
  folder: string,
  { scene, box, speed, filters }: MotionScene,
): Promise<MotionClip> {
  const size = `s=1280x720:r=${FRAMES_PER_SECOND}:d=12`;
  const moved = `[0][1]overlay=x='100+${speed}*(t-4)':y=300:enable='between(t,4,6.999)'`;
  await ffmpeg(
    folder,
    ...["-f", "lavfi", "-i", scene.replace("SIZE", size)],
    ...["-f", "lavfi", "-i", `color=${box}:s=60x120:r=${FRAMES_PER_SECOND}:d=12`],
    ...["-filter_complex", `${moved},${filters}`, "-threads", "1", "-q:v", "3", "%03d.jpg"],
  );
  const names = (await readdir(folder)).filter((name) => name.endsWith(".jpg")).toSorted();
  const isMoving = names.map((_, index) => {
    const seconds = index / FRAMES_PER_SECOND;
    return seconds >= 4 && seconds < 6.999;
  });
  return { paths: names.map((name) => join(folder, name)), isMoving };
}
