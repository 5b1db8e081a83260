import { copyFile, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { cached } from "../harness/cache-folder.ts";

/** A folder of finished frames. */
export interface FrameFiles {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly paths: readonly string[];
  /** Size of all files together, in bytes. */
  readonly byteLength: number;
}

/**
 * `count` JPEG files of 1280x720 and about 130 KB, each stored separately, so that as much data is read as
 * with real frames. There are 60 different pictures among them.
 */
export async function frameFiles(count: number): Promise<FrameFiles> {
  const folder = await cached(`frames-${count}`, (path) => writeFrames(path, count));
  const paths = (await readdir(folder)).toSorted().map((name) => join(folder, name));
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  return { folder, paths, byteLength: sizes.reduce((sum, size) => sum + size, 0) };
}

const PICTURES = 60;

async function writeFrames(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const pathOf = (index: number): string =>
    join(folder, `frame_${String(index).padStart(8, "0")}.jpg`);
  sharp.concurrency(availableParallelism());
  for (let index = 0; index < count; index += 1) {
    if (index < PICTURES) await writeFile(pathOf(index), await paintNoise(index));
    else await copyFile(pathOf(index % PICTURES), pathOf(index));
  }
}

/** Blurred noise; more of it makes larger files, so that sizes spread around the average. */
async function paintNoise(index: number): Promise<Buffer> {
  const sigma = 24 + (index % 12);
  const noise = { type: "gaussian" as const, mean: 128, sigma };
  const create = { width: 1280, height: 720, channels: 3 as const, background: "gray", noise };
  const options = { quality: QUALITY, chromaSubsampling: "4:2:0" };
  return await sharp({ create }).blur(0.8).jpeg(options).toBuffer();
}

/** Quality of libjpeg that makes files of 130 KB on average, found by trial. */
const QUALITY = 70;
