import type { ByteWindow } from "./byte-window.ts";

/** Reads the numbers of a TIFF in its byte order, and of a BigTIFF in its wider fields. */
export class TiffNumbers {
  /** True if offsets and counts are 64 bits wide (BigTIFF). */
  readonly isBig: boolean;
  /** Bytes of an offset, which is also how many bytes of a value an entry holds itself. */
  readonly offsetBytes: 4 | 8;
  /** Bytes from the byte order mark, whence offsets count, to the end of the file. */
  readonly byteLength: number;
  readonly #file: ByteWindow;
  readonly #base: number;
  readonly #isLittleEndian: boolean;

  /** @param base offset of the byte order mark in the file. */
  constructor(file: ByteWindow, base: number) {
    this.#file = file;
    this.#base = base;
    this.byteLength = file.byteLength - base;
    this.#isLittleEndian = file.byteAt(base) === LITTLE_ENDIAN_LETTER;
    this.isBig = this.at(2, 2) === BIG_TIFF;
    this.offsetBytes = this.isBig ? 8 : 4;
  }

  /** The whole number of `width` bytes at `offset`, or -1 where the file ends before it does. */
  at(offset: number, width: number): number {
    if (offset < 0 || offset + width > this.byteLength) return -1;
    let value = 0;
    let weight = 1;
    // Forwards in either order, so that the window never moves back.
    for (let index = 0; index < width; index += 1) {
      const byte = this.#file.byteAt(this.#base + offset + index);
      if (byte < 0) return -1;
      value = this.#isLittleEndian ? value + byte * weight : value * 256 + byte;
      weight *= 256;
    }
    return value;
  }

  /** An offset of the file. */
  offsetAt(offset: number): number {
    return this.at(offset, this.offsetBytes);
  }
}

const LITTLE_ENDIAN_LETTER = 0x49;
const BIG_TIFF = 43;
