import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, WHOLE, growing } from "./completeness.ts";
import type { ImageFormat } from "./image-format.ts";

/**
 * GIF (GIF89a specification, appendix B): a screen, then blocks, until the trailer 0x3b. Zeros that
 * nobody has filled yet end a chain of sub-blocks, and then stand where a block should begin.
 */
export const gif: ImageFormat = { signatures: ["GIF87a", "GIF89a"], examine };

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

function examine(file: ByteWindow): Completeness {
  let offset = 13 + colourTableLength(file.byteAt(10));
  while (offset < file.byteLength) {
    const kind = file.byteAt(offset);
    if (kind === TRAILER) return WHOLE;
    if (kind === EXTENSION) offset = endOfSubBlocks(file, offset + 2);
    else if (kind === IMAGE)
      offset = endOfSubBlocks(file, offset + 11 + colourTableLength(file.byteAt(offset + 9)));
    else return growing("a part of the GIF is not written yet");
  }
  return growing("the GIF has no end mark yet");
}

/** In bytes, by the packed field of the screen or image descriptor (sections 18 and 20). */
function colourTableLength(packed: number): number {
  return packed >= 0 && (packed & 0x80) !== 0 ? 3 * 2 ** ((packed & 0x07) + 1) : 0;
}

/** Behind the empty sub-block that ends a chain of them (section 16). */
function endOfSubBlocks(file: ByteWindow, start: number): number {
  let offset = start;
  for (;;) {
    const length = file.byteAt(offset);
    if (length < 0) return file.byteLength;
    offset += 1 + length;
    if (length === 0) return offset;
  }
}
