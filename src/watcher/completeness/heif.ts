import { heifTypeOf } from "../../core/image/heif-brands.ts";
import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, ENDLESS, growing } from "./completeness.ts";
import { boxesOf, endOfItems } from "./heif-boxes.ts";
import type { ImageFormat } from "./image-format.ts";
import { judgeWithoutEndMark } from "./unwritten.ts";

/**
 * AVIF, HEIC and other HEIF (ISO/IEC 23008-12): boxes of ISO/IEC 14496-12, of which `meta` says where the
 * pictures lie in the file, and `moov` where those of a sequence do. Nothing marks the end, so that all
 * boxes up to the last byte of the pictures must be there; what stands behind does no harm.
 */
export const heif: ImageFormat = { signatures: firstBoxes(), examine };

/** The first box names the brands: a file begins with its size, 16 to 252 by fours, and its type. */
function firstBoxes(): readonly string[] {
  const sizes = Array.from({ length: 60 }, (_, at) => 16 + 4 * at);
  return sizes.map((size) => `\0\0\0${String.fromCodePoint(size)}ftyp`);
}

function examine(file: ByteWindow): Completeness {
  const size = file.byteAt(3);
  const brands = Buffer.from(file.bytesAt(0, size));
  if (brands.length < size || brands.readUInt32BE(8) === 0)
    return growing("the head of the image is not written yet");
  const type = heifTypeOf(brands);
  if (type === null) return ENDLESS;
  const found = pictureIn(file);
  if (found.isOpenEnded) return ENDLESS;
  const isSequence = type.endsWith("-sequence") || brands.toString("latin1", 8, 12) === "avis";
  const isDescribed = isSequence ? found.hasMovie : found.itemsEnd > 0;
  if (!isDescribed || !found.hasData || found.end < found.itemsEnd)
    return growing("a part of the image is not written yet");
  return judgeWithoutEndMark(file, size, Math.max(found.itemsEnd, isSequence ? found.end : 0));
}

/** Contents of the boxes that are there in full. */
interface Picture {
  /** True if `moov` is there, which marks a sequence. */
  readonly hasMovie: boolean;
  /** True if a box holds coded data. */
  readonly hasData: boolean;
  /** Offset behind all that `meta` names; 0 without it. */
  readonly itemsEnd: number;
  /** Offset behind the last box that is there in full. */
  readonly end: number;
  /** True if a box goes on to the end of the file, wherever that is. */
  readonly isOpenEnded: boolean;
}

function pictureIn(file: ByteWindow): Picture {
  let [hasMovie, hasData, itemsEnd, end] = [false, false, 0, 0];
  for (const box of boxesOf(file, 0, file.byteLength)) {
    if (box.isOpenEnded) return { hasMovie, hasData, itemsEnd, end, isOpenEnded: true };
    if (box.type === "moov") hasMovie = true;
    else if (box.type === "mdat") hasData = true;
    else if (box.type === "meta") {
      const items = endOfItems(file, box);
      itemsEnd = Math.max(itemsEnd, items.end);
      hasData ||= items.areInside;
    }
    end = box.end;
  }
  return { hasMovie, hasData, itemsEnd, end, isOpenEnded: false };
}
