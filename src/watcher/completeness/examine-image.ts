import { KIND_BYTES, kindOfBytes, notAnImage } from "../../core/files/file-kind.ts";
import { bmp } from "./bmp.ts";
import type { ByteSource } from "./byte-source.ts";
import { ByteWindow } from "./byte-window.ts";
import { type Completeness, ENDLESS, growing } from "./completeness.ts";
import { gif } from "./gif.ts";
import { heif } from "./heif.ts";
import type { ImageFormat } from "./image-format.ts";
import { jpeg } from "./jpeg.ts";
import { png } from "./png.ts";
import { tiff } from "./tiff.ts";
import { isZero } from "./unwritten.ts";
import { webp } from "./webp.ts";

/** The kinds of image whose end can be found; a new one is one file and one line here. */
const imageFormats: readonly ImageFormat[] = [jpeg, png, webp, bmp, gif, tiff, heif];

/**
 * Judges whether an image file is whole, by its content, whatever its name says. Ends for any content, and
 * throws only when the file cannot be read.
 */
export function examineImage(source: ByteSource): Completeness {
  if (source.byteLength === 0) return growing("the file is empty");
  const file = new ByteWindow(source);
  const head = file.bytesAt(0, SIGNATURE_BYTES).toString("latin1");
  const format = imageFormats.find(({ signatures }) =>
    signatures.some((signature) => head.startsWith(signature)),
  );
  const verdict = format === undefined ? judgeUnknown(file, head) : format.examine(file);
  return verdict.state === "endless" ? tellOtherKind(verdict, file) : verdict;
}

/** A video, an archive or a text under an image's name is as whole as it will get, and no frame. */
function tellOtherKind(verdict: Completeness, file: ByteWindow): Completeness {
  const otherKind = notAnImage(kindOfBytes(file.bytesAt(0, KIND_BYTES)));
  return otherKind === null ? verdict : { state: "endless", otherKind };
}

const SIGNATURE_BYTES = 8;
const FIRST_PAGE_BYTES = 4096;

/** A cut signature, or none, with nothing but zeros behind it: the writer has hardly begun. */
function judgeUnknown(file: ByteWindow, head: string): Completeness {
  const written = head.replace(/\0+$/u, "");
  const isCut = imageFormats.some(({ signatures }) =>
    signatures.some((signature) => signature.startsWith(written)),
  );
  return isCut && isZero(file, written.length, FIRST_PAGE_BYTES)
    ? growing("the file's first bytes are not written yet")
    : ENDLESS;
}
