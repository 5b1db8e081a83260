import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, ENDLESS, WHOLE } from "./completeness.ts";

/**
 * True if the picture that stands from `start` to `end` shows a stretch of zeros: a part that a writer
 * who reserved the space has not filled yet, or a flat area.
 *
 * Looks at pieces that lie at distances from the end which double. So it finds every gap of 512 bytes
 * or more that is at least as long as what is written behind it: all that can be left when the last
 * block is written before the others, whatever the size of the blocks. Where the file system admits
 * to holes, all of the picture is looked at.
 */
export function hasUnwrittenPart(file: ByteWindow, start: number, end: number): boolean {
  if (file.mayHaveHoles) return holdsZeros(file, start, end);
  for (let distance = PIECE_BYTES; ; distance *= 2) {
    const offset = Math.max(start, end - distance);
    if (holdsZeros(file, offset, Math.min(offset + PIECE_BYTES, end))) return true;
    if (offset === start) return false;
  }
}

/**
 * The verdict on a picture that has all its bytes from `start` to `end`, in a format that lets it end
 * in anything: zeros at its end or inside it may be its own, or may wait to be written.
 */
export function judgeWithoutEndMark(file: ByteWindow, start: number, end: number): Completeness {
  const tailStart = Math.max(start, end - TAIL_BYTES);
  const isDoubtful = isZero(file, tailStart, end - tailStart) || hasUnwrittenPart(file, start, end);
  return isDoubtful ? ENDLESS : WHOLE;
}

/** True if `length` bytes (at most 4096) from `start` are zero, as far as the file has them. */
export function isZero(file: ByteWindow, start: number, length: number): boolean {
  const bytes = file.bytesAt(start, length);
  return bytes.compare(ZEROS, 0, bytes.length) === 0;
}

const PIECE_BYTES = 4096;
const ZEROS = Buffer.alloc(PIECE_BYTES);

/** Encoders end pictures in a few zeros of their own; writers write in pieces longer than this. */
const TAIL_BYTES = 16;

/** A stretch of 511 zeros contains one of these, wherever it begins. */
const STEP_BYTES = 256;

function holdsZeros(file: ByteWindow, start: number, end: number): boolean {
  for (let at = start; at + STEP_BYTES <= end; at += STEP_BYTES)
    if (file.byteAt(at) === 0 && isZero(file, at, STEP_BYTES)) return true;
  return false;
}
