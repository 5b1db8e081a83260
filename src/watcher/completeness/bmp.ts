import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, ENDLESS, WHOLE, growing } from "./completeness.ts";
import type { ImageFormat } from "./image-format.ts";

/**
 * BMP (Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER): the header says how long the pixels are.
 *
 * There is no end mark, and black pixels are zeros like those of a file whose space was reserved: when
 * the last byte of the picture is zero, only time tells. The file size in the header is not asked,
 * for some writers leave it wrong.
 */
export const bmp: ImageFormat = {
  name: "BMP",
  recognises: (head) => head.latin1Slice(0, 2) === "BM",
  examine(file) {
    const head = file.bytesAt(0, 54);
    if (head.length < 54) return growing("the BMP ends inside its header");
    const start = head.readUInt32LE(10);
    const pixels = pixelsOf(head);
    if (start < 26 || pixels.byteLength <= 0) return growing("the BMP header is not written yet");
    if (start + pixels.byteLength > file.byteLength) return growing("the BMP lacks some of its rows");
    return file.byteAt(start + pixels.byteLength - pixels.padding - 1) > 0 ? WHOLE : ENDLESS;
  },
};

/** How many bytes the pixels take, and how many of them pad the last row to four bytes. */
interface Pixels {
  readonly byteLength: number;
  readonly padding: number;
}

const CORE_HEADER_BYTES = 12;

function pixelsOf(head: Buffer): Pixels {
  if (head.readUInt32LE(14) === CORE_HEADER_BYTES)
    return plain(head.readUInt16LE(18), head.readUInt16LE(20), head.readUInt16LE(24));
  if (isCompressed(head.readUInt32LE(30))) return { byteLength: head.readUInt32LE(34), padding: 0 };
  // A negative height means rows from the top.
  return plain(head.readInt32LE(18), Math.abs(head.readInt32LE(22)), head.readUInt16LE(28));
}

/** BI_RLE8, BI_RLE4, BI_JPEG, BI_PNG; the others (BI_RGB, BI_BITFIELDS, ...) are plain rows. */
function isCompressed(method: number): boolean {
  return method === 1 || method === 2 || method === 4 || method === 5;
}

function plain(width: number, height: number, bitsPerPixel: number): Pixels {
  const rowBytes = Math.ceil((width * bitsPerPixel) / 8);
  const storedRowBytes = Math.ceil(rowBytes / 4) * 4;
  return { byteLength: storedRowBytes * height, padding: storedRowBytes - rowBytes };
}
