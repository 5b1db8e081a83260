import { bmp } from "./bmp.ts";
import type { ByteSource } from "./byte-source.ts";
import { ByteWindow } from "./byte-window.ts";
import { type Completeness, ENDLESS, growing } from "./completeness.ts";
import { hasEmptyPage } from "./empty-page.ts";
import { gif } from "./gif.ts";
import type { ImageFormat } from "./image-format.ts";
import { jpeg } from "./jpeg.ts";
import { png } from "./png.ts";
import { tiff } from "./tiff.ts";
import { webp } from "./webp.ts";

/** The kinds of image whose end can be told; a new one is one file and one line here. */
export const imageFormats: readonly ImageFormat[] = [jpeg, png, webp, bmp, gif, tiff];

/**
 * Whether an image file is whole, by its content, whatever its name says. Ends for any content, and
 * throws only when the file cannot be read.
 */
export function examineImage(source: ByteSource): Completeness {
  if (source.byteLength === 0) return growing("the file is empty");
  const file = new ByteWindow(source);
  const head = file.bytesAt(0, HEAD_BYTES);
  if (head.length < HEAD_BYTES) return growing("the file is too short to be an image");
  const format = imageFormats.find((candidate) => candidate.recognises(head));
  if (format === undefined) return judgeUnknown(head);
  const found = format.examine(file);
  return found.state === "whole" && file.mayHaveHoles && hasEmptyPage(file) ? ENDLESS : found;
}

const HEAD_BYTES = 16;

/** Eight zeros at the front, or behind the cut signature of a known format, are reserved space. */
function judgeUnknown(head: Buffer): Completeness {
  const isReserved = head.readBigUInt64LE(0) === 0n || head.readBigUInt64LE(8) === 0n;
  return isReserved ? growing("the file's first bytes are not written yet") : ENDLESS;
}
