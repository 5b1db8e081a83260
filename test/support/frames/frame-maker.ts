import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { digestOf } from "../files/digest-of.ts";

/** A whole image in a frames folder. */
export interface LandedImage {
  /** Path below the frames folder. */
  readonly path: string;
  /** SHA-256 in hexadecimal. */
  readonly digest: string;
}

export interface FrameFilesOptions {
  readonly count: number;
  /** Index of the first frame. @default 0 */
  readonly from?: number;
  /** Size of each image, at least; at most 60,000. @default about 700 */
  readonly byteLength?: number;
  /** Writes under another name and renames, as a careful writer does. @default false */
  readonly isAtomic?: boolean;
}

/** Makes small JPEGs fast, each different: they share their pixels and carry their index as a comment. */
export class FrameMaker {
  readonly #base: Buffer;

  private constructor(base: Buffer) {
    this.#base = base;
  }

  static async make(): Promise<FrameMaker> {
    const create = { width: 16, height: 16, channels: 3 as const, background: "teal" };
    return new FrameMaker(await sharp({ create }).jpeg().toBuffer());
  }

  /** @param byteLength padded to this size if it would be smaller. */
  jpeg(index: number, byteLength = 0): Buffer {
    const [start, rest] = [this.#base.subarray(0, 2), this.#base.subarray(2)];
    const text = Buffer.from(`frame ${String(index).padStart(9, "0")} `, "latin1");
    const padding = Math.max(0, byteLength - this.#base.length - text.length - 4);
    // A comment segment (JPEG T.81, B.2.4.5): its marker, its length with these two bytes, its text.
    const head = Buffer.from([0xff, 0xfe, 0, 0]);
    head.writeUInt16BE(2 + text.length + padding, 2);
    return Buffer.concat([start, head, text, Buffer.alloc(padding, "."), rest]);
  }

  /** Writes frames named as the slicer names them. */
  async writeFiles(folder: string, options: FrameFilesOptions): Promise<readonly LandedImage[]> {
    const { count, from = 0, byteLength, isAtomic = false } = options;
    await mkdir(folder, { recursive: true });
    const landed: LandedImage[] = [];
    for (let index = from; index < from + count; index += 1) {
      const path = `frame_${String(index).padStart(8, "0")}.jpg`;
      const image = this.jpeg(index, byteLength);
      const firstPath = join(folder, isAtomic ? `.${path}.tmp` : path);
      await writeFile(firstPath, image);
      if (isAtomic) await rename(firstPath, join(folder, path));
      landed.push({ path, digest: digestOf(image) });
    }
    return landed;
  }
}

/** The index that `FrameMaker` wrote into an image; `null` for any other image. */
export function indexOfMadeFrame(image: Buffer): number | null {
  const digits = /^frame (\d{9}) /u.exec(image.toString("latin1", 6, 22))?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Every file of a flat frames folder. */
export async function landedIn(folder: string): Promise<readonly LandedImage[]> {
  const names = (await readdir(folder)).toSorted();
  return await Promise.all(
    names.map(async (path) => ({ path, digest: digestOf(await readFile(join(folder, path))) })),
  );
}
