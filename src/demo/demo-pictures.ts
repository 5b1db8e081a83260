import { join } from "node:path";
import sharp from "sharp";

const WIDTH = 1280;
const HEIGHT = 720;

/**
 * Writes test pictures for a service, named like sliced frames: 720p JPEGs of about 130 KB, which show a
 * ball crossing a field.
 */
export async function writeDemoPictures(folder: string, count: number): Promise<void> {
  const background = await grainyField();
  for (let index = 0; index < count; index += 1) {
    const name = `frame_${String(index).padStart(8, "0")}.jpg`;
    const x = Math.round((WIDTH * (index + 0.5)) / count);
    const ball = picture(`<circle cx="${x}" cy="430" r="70" fill="#d8352a"/>`);
    await sharp(background, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .composite([{ input: ball }])
      .jpeg({ quality: 90 })
      .toFile(join(folder, name));
  }
}

/** Raw pixels. The grain gives the files the size of real camera images. */
async function grainyField(): Promise<Buffer> {
  const noise = { type: "gaussian", mean: 128, sigma: 12 } as const;
  const create = { width: WIDTH, height: HEIGHT, channels: 3 as const, background: "black", noise };
  const field = picture(
    '<rect width="100%" height="55%" fill="#7fb2e5" opacity="0.6"/>' +
      '<rect y="55%" width="100%" height="45%" fill="#2b5a2f" opacity="0.6"/>',
  );
  return await sharp({ create })
    .composite([{ input: field }])
    .removeAlpha()
    .raw()
    .toBuffer();
}

function picture(shapes: string): Buffer {
  const size = `width="${WIDTH}" height="${HEIGHT}"`;
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${size}>${shapes}</svg>`);
}
