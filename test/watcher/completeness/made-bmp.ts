import { pixels } from "../../support/frames/pictures.ts";

/** What a BMP is made of; the names are those of the fields of BITMAPINFOHEADER. */
export interface BmpOptions {
  readonly bitCount: 1 | 4 | 8 | 16 | 24 | 32;
  readonly width?: number;
  /** Negative for rows from the top. */
  readonly height?: number;
  /** 12 for OS/2 1.x, 40, 108 or 124. */
  readonly headerBytes?: number;
  /** Method, and the compressed data. */
  readonly compressed?: readonly [number, Buffer];
  readonly isBlack?: boolean;
}

/** A BMP, by its specification; the file size in its header is left at zero, as some writers do. */
export function madeBmp(options: BmpOptions): Buffer {
  const { bitCount, width = 61, height = 40, headerBytes = 40, compressed } = options;
  const rowBytes = Math.ceil((width * bitCount) / 32) * 4;
  const rows = pixels(rowBytes, Math.abs(height), 1);
  // Each row is filled up with zeros.
  const usedBytes = Math.ceil((width * bitCount) / 8);
  for (let row = 0; row < rows.length; row += rowBytes)
    rows.fill(0, row + (options.isBlack === true ? 0 : usedBytes), row + rowBytes);
  const colors = bitCount <= 8 ? 2 ** bitCount : 0;
  const palette = Buffer.alloc(colors * (headerBytes === 12 ? 3 : 4), 0x55);
  const head = Buffer.alloc(14 + headerBytes);
  head.write("BM", "latin1");
  head.writeUInt32LE(head.length + palette.length, 10);
  head.writeUInt32LE(headerBytes, 14);
  if (headerBytes === 12) {
    head.writeUInt16LE(width, 18);
    head.writeUInt16LE(Math.abs(height), 20);
    head.writeUInt16LE(bitCount, 24);
  } else {
    head.writeInt32LE(width, 18);
    head.writeInt32LE(height, 22);
    head.writeUInt16LE(bitCount, 28);
    head.writeUInt32LE(compressed?.[0] ?? 0, 30);
    head.writeUInt32LE(compressed?.[1].length ?? 0, 34);
  }
  return Buffer.concat([head, palette, compressed?.[1] ?? rows]);
}
