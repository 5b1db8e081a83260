import type { PixelSize } from "../core/image/image-size.ts";

/**
 * IVF, the container of libvpx's tools, in which each picture carries its own time, so that overlays of any rate reach
 * ffmpeg through a pipe (https://wiki.multimedia.cx/index.php/Duck_IVF). Here it holds PNG images, which ffmpeg knows
 * by the code `MPNG`, and times in microseconds.
 */
export function ivfHeader({ width, height }: PixelSize): Buffer {
  const header = Buffer.alloc(32);
  header.write("DKIF", 0, "latin1");
  header.writeUInt16LE(0, 4);
  header.writeUInt16LE(32, 6);
  header.write("MPNG", 8, "latin1");
  header.writeUInt16LE(width, 12);
  header.writeUInt16LE(height, 14);
  header.writeUInt32LE(TICKS_PER_SECOND, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

/** A picture, and from when on it is shown. */
export function ivfPicture(image: Buffer, microseconds: number): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt32LE(image.length, 0);
  header.writeBigUInt64LE(BigInt(microseconds), 4);
  return Buffer.concat([header, image]);
}

const TICKS_PER_SECOND = 1_000_000;
