import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, ENDLESS, growing } from "./completeness.ts";
import type { ImageFormat } from "./image-format.ts";
import { judgeWithoutEndMark } from "./unwritten.ts";

/**
 * BMP (Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER): the header says where the pixels stand and
 * how long they are. The file size in the header is not asked, for some writers leave it wrong.
 */
export const bmp: ImageFormat = { signatures: ["BM"], examine };

/** Sizes of the second header, in bytes: OS/2 1.x and 2.x, Windows 3 with and without masks, V4, V5. */
const MIN_HEADER = 12;
const HEADERS: ReadonlySet<number> = new Set([MIN_HEADER, 16, 40, 52, 56, 64, 108, 124]);

/** Bytes of both headers that are looked at. */
const HEAD_BYTES = 38;

function examine(file: ByteWindow): Completeness {
  // What a short file lacks reads as zero, like what is reserved and not written yet.
  const head = Buffer.alloc(HEAD_BYTES);
  file.bytesAt(0, HEAD_BYTES).copy(head);
  const headerBytes = head.readUInt32LE(14);
  if (headerBytes !== 0 && !HEADERS.has(headerBytes)) return ENDLESS;
  const start = head.readUInt32LE(10);
  const byteLength = pixelBytes(head, headerBytes);
  if (headerBytes === 0 || start === 0 || byteLength <= 0)
    return growing("the BMP header is not written yet");
  const end = start + byteLength;
  return end > file.byteLength
    ? growing("the BMP lacks some of its rows")
    : judgeWithoutEndMark(file, start, end);
}

function pixelBytes(head: Buffer, headerBytes: number): number {
  if (headerBytes === MIN_HEADER)
    return rowBytes(head.readUInt16LE(18), head.readUInt16LE(24)) * head.readUInt16LE(20);
  if (headerBytes >= 40 && isCompressed(head.readUInt32LE(30))) return head.readUInt32LE(34);
  // A negative height means rows from the top.
  return rowBytes(head.readInt32LE(18), head.readUInt16LE(28)) * Math.abs(head.readInt32LE(22));
}

/** BI_RLE8, BI_RLE4, BI_JPEG, BI_PNG; the others (BI_RGB, BI_BITFIELDS, ...) are plain rows. */
function isCompressed(method: number): boolean {
  return method === 1 || method === 2 || method === 4 || method === 5;
}

/** Each row is filled up to a multiple of four bytes. */
function rowBytes(width: number, bitsPerPixel: number): number {
  return Math.ceil((width * bitsPerPixel) / 32) * 4;
}
