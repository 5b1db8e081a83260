import { mkdir, rename, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { drawFrameIndex } from "../../../scripts/fixtures/frame-index.ts";

const SIZE = { width: 96, height: 48, channels: 1 } as const;

/** Frames to land. */
export interface Lot {
  /** Index of the first. */
  readonly from: number;
  readonly count: number;
}

/** Lets small JPEGs land in a folder, all at once, each renamed into place; their pixels say which frame each is. */
export async function landIndexed(folder: string, { from, count }: Lot): Promise<void> {
  const side = `${folder}-${from}`;
  await mkdir(side);
  const names: string[] = [];
  for (let index = from; index < from + count; index += 1) {
    const bytes = Buffer.alloc(SIZE.width * SIZE.height, 128);
    drawFrameIndex({ ...SIZE, bytes }, index);
    const image = await sharp(bytes, { raw: SIZE }).jpeg({ quality: 90 }).toBuffer();
    names.push(`frame_${String(index).padStart(8, "0")}.jpg`);
    await writeFile(join(side, names.at(-1) ?? ""), image);
  }
  for (const name of names) await rename(join(side, name), join(folder, name));
  await rmdir(side);
}
