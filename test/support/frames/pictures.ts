import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { temporaryFolder } from "../files/temporary-folder.ts";
import { ffmpeg, testPicture } from "../videos/ffmpeg-made.ts";

/** Raw pixels with smooth and noisy parts, the same at every call. */
export function pixels(width: number, height: number, channels: number): Buffer {
  const bytes = Buffer.alloc(width * height * channels);
  let noise = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) >>> 0;
    const x = Math.floor(at / channels) % width;
    bytes[at] = (x + (at % channels) * 60 + (noise >>> 28)) % 256;
  }
  return bytes;
}

export function picture(width: number, height: number, channels: 1 | 3 | 4 = 3): Sharp {
  return sharp(pixels(width, height, channels), { raw: { width, height, channels } });
}

/** One color all over: what compresses to long stretches of zeros, if anything does. */
export function flatPicture(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: "black" } });
}

/** The test picture of ffmpeg as a file `name`, whose ending chooses the format. */
export async function ffmpegImage(name: string, ...options: readonly string[]): Promise<Buffer> {
  await using folder = await temporaryFolder();
  const source = testPicture("160x120", 1, 1);
  await ffmpeg(folder.path, ...source, "-frames:v", "1", ...options, name);
  return await readFile(join(folder.path, name));
}
