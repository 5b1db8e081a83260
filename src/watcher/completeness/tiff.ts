import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, ENDLESS, growing, readable } from "./completeness.ts";
import type { ImageFormat } from "./image-format.ts";
import { readDirectory } from "./tiff-directory.ts";
import { TiffNumbers } from "./tiff-numbers.ts";
import { offsetsOfMore, piecesOf } from "./tiff-pieces.ts";
import { hasUnwrittenPart, judgeWithoutEndMark } from "./unwritten.ts";

/**
 * TIFF and BigTIFF (TIFF 6.0, section 2): directories anywhere in the file, which name the strips or
 * tiles. All that they name must be there.
 */
export const tiff: ImageFormat = {
  signatures: ["II*\0", "MM\0*", "II+\0", "MM\0+"],
  examine,
};

const HEAD_BYTES = 8;

function examine(file: ByteWindow): Completeness {
  const numbers = new TiffNumbers(file, 0);
  const offsets = new Set([numbers.offsetAt(numbers.isBig ? 8 : 4)]);
  let end = 0;
  let bytesRead = 0;
  let hasPieces = false;
  // A set hands out what is added on the way, and nothing twice: directories may refer in circles.
  for (const offset of offsets) {
    const directory = readDirectory(numbers, offset);
    if (directory === null) {
      const reason = "the TIFF lacks a directory, or what it names";
      const isFirstWhole = hasPieces && !hasUnwrittenPart(file, HEAD_BYTES, end);
      return isFirstWhole ? readable(reason) : growing(reason);
    }
    const pieces = piecesOf(numbers, directory.entries);
    if (pieces.end > file.byteLength) return growing("the TIFF lacks some of its strips");
    end = Math.max(end, directory.end, pieces.end);
    hasPieces ||= pieces.end > 0;
    bytesRead += directory.byteLength + pieces.listBytes;
    // Only directories that overlap are longer than the file: a trap, not a picture.
    if (bytesRead > file.byteLength) return ENDLESS;
    for (const more of offsetsOfMore(numbers, directory)) offsets.add(more);
  }
  return hasPieces ? judgeWithoutEndMark(file, HEAD_BYTES, end) : ENDLESS;
}
