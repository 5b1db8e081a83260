import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, ENDLESS, growing } from "./completeness.ts";
import type { ImageFormat } from "./image-format.ts";
import { isZero, judgeWithoutEndMark } from "./unwritten.ts";

/**
 * WebP (RFC 9649, section 2): a RIFF whose size says where it ends, filled with chunks.
 *
 * The size stands at the front, so a file whose space was reserved has its full length from the
 * start. Zeros where a chunk should begin betray it, and so does a picture that ends in many zeros.
 */
export const webp: ImageFormat = { signatures: ["RIFF"], examine };

const HEAD_BYTES = 12;
const CHUNK_HEAD_BYTES = 8;
const CHUNK_TYPE = /^[A-Za-z0-9 ]{4}$/u;
const PICTURE_TYPE = /^(?:VP8|ANMF)/u;

/** The most zeros that a picture may end in: a flat one of 40 megapixels by libwebp ends in as many. */
const MAX_ZEROS = 4096;

interface Chunk {
  readonly type: string;
  /** Offset of its data. */
  readonly start: number;
  /** Offset behind its data. */
  readonly end: number;
}

function examine(file: ByteWindow): Completeness {
  const head = file.bytesAt(0, HEAD_BYTES);
  const form = head.toString("latin1", 8).replace(/\0+$/u, "");
  if (form !== "WEBP")
    return "WEBP".startsWith(form) ? growing("the WebP header is not written yet") : ENDLESS;
  const end = 8 + head.readUInt32LE(4);
  if (end > file.byteLength) return growing("the WebP is shorter than it says");
  const last = lastChunk(file, end);
  return last === null ? growing("a part of the WebP is not written yet") : judgeEnd(file, last);
}

/** The chunk that ends at `end`; null when there is none, or something else stands before it. */
function lastChunk(file: ByteWindow, end: number): Chunk | null {
  let last: Chunk | null = null;
  for (let offset = HEAD_BYTES; offset < end;) {
    const head = file.bytesAt(offset, CHUNK_HEAD_BYTES);
    if (head.length < CHUNK_HEAD_BYTES) return null;
    const length = head.readUInt32LE(4);
    const start = offset + CHUNK_HEAD_BYTES;
    last = { type: head.toString("latin1", 0, 4), start, end: start + length };
    if (last.end > end || !CHUNK_TYPE.test(last.type)) return null;
    offset = last.end + (length % 2);
  }
  return last;
}

function judgeEnd(file: ByteWindow, { type, start, end }: Chunk): Completeness {
  const tailStart = Math.max(start, end - MAX_ZEROS);
  return PICTURE_TYPE.test(type) && isZero(file, tailStart, end - tailStart)
    ? growing("the end of the WebP is not written yet")
    : judgeWithoutEndMark(file, HEAD_BYTES, end);
}
