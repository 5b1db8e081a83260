import type { ByteWindow } from "./byte-window.ts";
import { readDirectory } from "./tiff-directory.ts";
import { TiffNumbers } from "./tiff-numbers.ts";

/**
 * Offset behind the last picture that an APP2 segment names, whose data stand at `start`; 0 when it
 * names none.
 *
 * Phones and stereo cameras put several pictures into one file (CIPA DC-007, Multi-Picture Format):
 * behind `MPF\0` stands a TIFF directory, whose tag 0xb002 lists 16 bytes for each picture, with its
 * size at 4 and its offset from the byte order mark at 8. The offset of the first picture is 0.
 */
export function endOfPictures(file: ByteWindow, start: number): number {
  if (file.bytesAt(start, 4).toString("latin1") !== "MPF\0") return 0;
  const base = start + 4;
  const numbers = new TiffNumbers(file, base);
  const directory = readDirectory(numbers, numbers.offsetAt(4));
  const list = directory?.entries.find(({ tag }) => tag === LIST_OF_PICTURES);
  if (list === undefined) return 0;
  let end = 0;
  for (let at = list.start; at + PICTURE_BYTES <= list.end; at += PICTURE_BYTES) {
    const offset = numbers.at(at + 8, 4);
    if (offset > 0) end = Math.max(end, base + offset + numbers.at(at + 4, 4));
  }
  return end;
}

const LIST_OF_PICTURES = 0xb002;
const PICTURE_BYTES = 16;
