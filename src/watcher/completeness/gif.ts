import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, WHOLE, growing, readable } from "./completeness.ts";
import type { ImageFormat } from "./image-format.ts";
import { hasUnwrittenPart } from "./unwritten.ts";

/**
 * GIF (GIF89a specification, appendix B): a screen, then blocks, until the trailer 0x3b. Zeros that
 * nobody has filled yet end a chain of sub-blocks, and then stand where a block should begin.
 *
 * Decoders show the pictures that are there when the trailer is missing, or something else stands in its
 * place, as some cameras and a lost last byte leave it.
 */
export const gif: ImageFormat = { signatures: ["GIF87a", "GIF89a"], examine };

const SCREEN_BYTES = 13;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

function examine(file: ByteWindow): Completeness {
  let offset = SCREEN_BYTES + colorTableLength(file.byteAt(10));
  let hasPicture = false;
  const damaged = (reason: string): Completeness =>
    hasPicture && !isUnwritten(file, offset) ? readable(reason) : growing(reason);
  while (offset < file.byteLength) {
    const kind = file.byteAt(offset);
    if (kind === TRAILER) return WHOLE;
    if (kind !== EXTENSION && kind !== IMAGE)
      return damaged("a part of the GIF is not written yet");
    const start =
      kind === EXTENSION ? offset + 2 : offset + 11 + colorTableLength(file.byteAt(offset + 9));
    const end = endOfSubBlocks(file, start);
    if (end === null) return damaged("the GIF has no end mark yet");
    hasPicture ||= kind === IMAGE;
    offset = end;
  }
  return damaged("the GIF has no end mark yet");
}

/** True if zeros that wait to be filled stand around an offset, or before it: then they end no picture. */
function isUnwritten(file: ByteWindow, offset: number): boolean {
  let [start, end] = [offset, offset];
  while (offset - start <= MAX_ZEROS && file.byteAt(start - 1) === 0) start -= 1;
  while (end - offset <= MAX_ZEROS && file.byteAt(end) === 0) end += 1;
  return end - start > MAX_ZEROS || hasUnwrittenPart(file, SCREEN_BYTES, offset);
}

/** A chain ends in a zero, and some encoders write a few too many; a writer reserving space writes more. */
const MAX_ZEROS = 9;

/** In bytes, by the packed field of the screen or image descriptor (sections 18 and 20). */
function colorTableLength(packed: number): number {
  return packed >= 0 && (packed & 0x80) !== 0 ? 3 * 2 ** ((packed & 0x07) + 1) : 0;
}

/** Behind the empty sub-block that ends a chain of them (section 16); `null` if the file ends before. */
function endOfSubBlocks(file: ByteWindow, start: number): number | null {
  let offset = start;
  for (;;) {
    const length = file.byteAt(offset);
    if (length < 0) return null;
    offset += 1 + length;
    if (length === 0) return offset;
  }
}
