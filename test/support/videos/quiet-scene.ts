import sharp from "sharp";
import { createCanvas } from "../../../scripts/fixtures/canvas.ts";
import { encodeVideo } from "../../../scripts/fixtures/encode-video.ts";
import { drawFrameIndex, readFrameIndex } from "../../../scripts/fixtures/frame-index.ts";
import { seededRandom } from "../samples/seeded-random.ts";

/**
 * A clip of which it is known where something new happens. It has the noise of a sensor, and a small overlay in the top
 * left corner that changes with each frame, as a clock does: the index of the frame, 1 % of the picture.
 */
export const QUIET_SCENE = {
  width: 640,
  height: 360,
  framesPerSecond: 10,
  frameCount: 200,
  /** A square of 7 % of the picture appears, moves by a quarter of its side each frame, and is gone at the last one. */
  motion: { first: 50, last: 66 },
  /** The light becomes darker by one level of 255 each frame. */
  dimming: { first: 100, last: 139 },
  /** Another scene, with a quarter of the picture much brighter. */
  cut: 150,
  /** Region of the overlay in parts of the picture: x, y, width, height. */
  overlay: "0,0,0.375,0.167",
} as const;

/** Frames with something new, each for itself; the dimming comes on top. */
export const NEW_FRAMES: readonly number[] = [
  0,
  ...Array.from({ length: 17 }, (_, at) => QUIET_SCENE.motion.first + at),
  QUIET_SCENE.cut,
];

const SIDE = 128;
const STEP = 32;
const OVERLAY = { width: 240, height: 60 } as const;
/** Amplitude of the noise, in levels of 255. */
const NOISE = 5;

/** @param settings further arguments of the encoder. */
export async function encodeQuietScene(
  path: string,
  settings: readonly string[] = [],
): Promise<void> {
  const { width, height, framesPerSecond } = QUIET_SCENE;
  const outputArguments = ["-preset", "ultrafast", "-crf", "16", ...settings];
  await encodeVideo(frames(), { path, width, height, framesPerSecond, outputArguments });
}

function* frames(): Generator<ReturnType<typeof createCanvas>> {
  const random = seededRandom(7);
  for (let index = 0; index < QUIET_SCENE.frameCount; index += 1) yield paint(index, random);
}

function paint(index: number, random: () => number): ReturnType<typeof createCanvas> {
  const { width, height, motion, dimming, cut } = QUIET_SCENE;
  const canvas = createCanvas(width, height);
  const dimmed = Math.min(dimming.last - dimming.first + 1, Math.max(0, index - dimming.first));
  const left = index < motion.first || index >= motion.last ? null : (index - motion.first) * STEP;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const isSquare = left !== null && x >= left && x < left + SIDE && y >= 160 && y < 160 + SIDE;
      const isCut = index >= cut && x > width / 2 && y > height / 2;
      const base = isSquare ? 200 : isCut ? 220 : 140 - dimmed;
      const noisy = base + Math.round((random() - 0.5) * NOISE);
      canvas.bytes.fill(noisy, (y * width + x) * 3, (y * width + x) * 3 + 3);
    }
  drawOverlay(canvas, index);
  return canvas;
}

/** The index is drawn into a small picture of its own, whose lowest sixth alone changes. */
function drawOverlay(canvas: ReturnType<typeof createCanvas>, index: number): void {
  const small = createCanvas(OVERLAY.width, OVERLAY.height);
  small.bytes.fill(128);
  drawFrameIndex(small, index);
  for (let y = 0; y < OVERLAY.height; y += 1) {
    const row = small.bytes.subarray(y * OVERLAY.width * 3, (y + 1) * OVERLAY.width * 3);
    canvas.bytes.set(row, y * canvas.width * 3);
  }
}

/** The index that a frame of the clip carries in its pixels; `undefined` if it cannot be read. */
export async function indexOfQuietFrame(image: Uint8Array | string): Promise<number | undefined> {
  const { data } = await sharp(image)
    .extract({ left: 0, top: 0, ...OVERLAY })
    .toColourspace("b-w")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return readFrameIndex({ ...OVERLAY, channels: 1, bytes: data });
}
