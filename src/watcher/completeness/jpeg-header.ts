import type { ByteWindow } from "./byte-window.ts";
import { APP2, DHT, EOI, SOF0, SOF1, SOI, SOS, endOfSegment, nextMarker } from "./jpeg-markers.ts";
import { endOfPictures } from "./jpeg-pictures.ts";

/** Part of a JPEG before its coded data. */
export interface JpegHeader {
  /** Offset of the first scan's coded data. */
  readonly scanStart: number;
  /** True if a long stretch of zeros in the coded data can be a flat area of the picture. */
  readonly mayHoldZeros: boolean;
  /** Offset behind the last of several pictures in the file; 0 when the header names no others. */
  readonly picturesEnd: number;
}

/** The header; null when the file ends inside it, or holds no picture. */
export function readHeader(file: ByteWindow): JpegHeader | null {
  let isHuffmanSequential = false;
  let areZerosFlat = true;
  let picturesEnd = 0;
  let offset = 2;
  for (;;) {
    const at = nextMarker(file, offset);
    const code = file.byteAt(at);
    if (at < 0 || code === EOI) return null;
    const end = code === SOI ? at + 1 : endOfSegment(file, at);
    if (end < 0) return null;
    if (code === SOF0 || code === SOF1) isHuffmanSequential = true;
    else if (code === DHT) areZerosFlat &&= standZerosForFlat(file, at + 3, end);
    else if (code === APP2 && picturesEnd === 0) picturesEnd = endOfPictures(file, at + 3);
    else if (code === SOS) {
      const mayHoldZeros = areZerosFlat || !isHuffmanSequential;
      return { scanStart: end, mayHoldZeros, picturesEnd };
    }
    offset = end;
  }
}

/**
 * True if zero bits mean "no detail" in all tables of AC coefficients from `start` to `end`.
 *
 * Each table is a byte of class and number, 16 counts of codes by length, and the symbols in the
 * order of their codes (T.81 B.2.4.2), the first of which is all zeros (annex C). Where that is not
 * the end of a block, as in the tables of annex K that most cameras use, zeros would be a picture
 * with the same steep detail everywhere.
 */
function standZerosForFlat(file: ByteWindow, start: number, end: number): boolean {
  let at = start;
  while (at + TABLE_HEAD_BYTES < end) {
    const isForDetail = file.byteAt(at) >= 0x10;
    if (isForDetail && file.byteAt(at + TABLE_HEAD_BYTES) !== END_OF_BLOCK) return false;
    let symbols = 0;
    for (let length = 1; length <= 16; length += 1) symbols += file.byteAt(at + length);
    at += TABLE_HEAD_BYTES + symbols;
  }
  return true;
}

const TABLE_HEAD_BYTES = 17;
const END_OF_BLOCK = 0;
