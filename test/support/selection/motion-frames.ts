import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { createCanvas } from "../../../scripts/fixtures/canvas.ts";
import { encodeVideo } from "../../../scripts/fixtures/encode-video.ts";
import { drawFrameIndex, type Raster } from "../../../scripts/fixtures/frame-index.ts";

/** Size of the frames in pixels. */
const SIZE = { width: 192, height: 108 } as const;
/** Frames in a second. */
const RATE = 10;
/** The part of the picture above the strip in which each frame carries its index. */
export const ABOVE_INDEX = "0,0,1,0.8";

/** First frame with the box, and the first one without it again. */
export type BoxSpan = readonly [from: number, to: number];

/** A frame with its index in its pixels, and with a box of 6% of the picture while one moves. */
function paintMotionFrame(index: number, spans: readonly BoxSpan[]): Raster {
  const canvas = createCanvas(SIZE.width, SIZE.height);
  canvas.bytes.fill(100);
  const span = spans.find(([from, to]) => index >= from && index < to);
  if (span !== undefined) paintBox(canvas, 10 + (index - span[0]) * 6);
  drawFrameIndex(canvas, index);
  return canvas;
}

function paintBox({ width, bytes }: Raster, left: number): void {
  for (let y = 30; y < 60; y += 1)
    bytes.fill(220, (y * width + left) * 3, (y * width + left + 40) * 3);
}

/** A video of such frames, 10 in a second. */
export async function motionVideo(
  path: string,
  count: number,
  spans: readonly BoxSpan[],
): Promise<void> {
  const frames = Array.from({ length: count }, (_, index) => paintMotionFrame(index, spans));
  const outputArguments = ["-preset", "ultrafast", "-qp", "10"];
  await encodeVideo(frames, { path, ...SIZE, framesPerSecond: RATE, outputArguments });
}

/** One such frame as a JPEG, of the time that it would have in the video. */
export async function landMotionFrame(
  path: string,
  index: number,
  spans: readonly BoxSpan[],
): Promise<void> {
  const { bytes } = paintMotionFrame(index, spans);
  const image = sharp(bytes, { raw: { ...SIZE, channels: 3 } }).jpeg({ quality: 90 });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await image.toBuffer());
  const seconds = FIRST_SECOND + index / RATE;
  await utimes(path, seconds, seconds);
}

const FIRST_SECOND = 1_800_000_000;

/** A folder of such frames, named by their index. */
export async function motionFolder(
  folder: string,
  count: number,
  spans: readonly BoxSpan[],
): Promise<void> {
  for (let index = 0; index < count; index += 1)
    await landMotionFrame(join(folder, `${index}.jpg`), index, spans);
}

/** Whole numbers from one to another, which is not included. */
export function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
