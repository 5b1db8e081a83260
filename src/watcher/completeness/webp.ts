import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, ENDLESS, WHOLE, growing } from "./completeness.ts";
import type { ImageFormat } from "./image-format.ts";

/**
 * WebP (RFC 9649, section 2): a RIFF whose size says where it ends, filled with chunks.
 *
 * The size stands at the front, so a file whose space was reserved has its full length from the
 * start. Zeros where a chunk should begin betray it; zeros at the end of the last chunk may be the
 * picture's own, so then only time tells.
 */
export const webp: ImageFormat = {
  name: "WebP",
  // Zeros in place of the form type: the first bytes of a WebP whose others are not written yet.
  recognises: (head) => /^RIFF[^]{4}(?:WEBP|[^]{0,3}\0)/u.test(head.latin1Slice(0, 12)),
  examine: walkChunks,
};

const CHUNK_TYPE = /^[A-Za-z0-9 ]{4}$/u;

function walkChunks(file: ByteWindow): Completeness {
  const head = file.bytesAt(0, 12);
  if (head.latin1Slice(8, 12) !== "WEBP") return growing("the WebP header is not written yet");
  const end = 8 + head.readUInt32LE(4);
  if (end > file.byteLength) return growing("the WebP is shorter than it says");
  let offset = 12;
  let last = { type: "", length: 0, end: 0 };
  while (offset < end) {
    const chunk = file.bytesAt(offset, 8);
    if (chunk.length < 8) return growing("the WebP ends inside a chunk");
    last = chunkAt(offset, chunk);
    if (last.end > end || !CHUNK_TYPE.test(last.type))
      return growing("the WebP holds bytes that are not written yet");
    offset = last.end + (last.length % 2);
  }
  return last.length === 0 ? growing("the WebP holds no picture yet") : judgeEnd(file, last);
}

function chunkAt(offset: number, chunk: Buffer): { type: string; length: number; end: number } {
  const length = chunk.readUInt32LE(4);
  return { type: chunk.latin1Slice(0, 4), length, end: offset + 8 + length };
}

/** libwebp counts the zero that makes a lossy picture's length even as part of it: one may end it. */
function judgeEnd(file: ByteWindow, last: { type: string; length: number; end: number }): Completeness {
  const isPadded = last.type === "VP8 " && last.length % 2 === 0 && file.byteAt(last.end - 1) === 0;
  return file.byteAt(last.end - (isPadded ? 2 : 1)) > 0 ? WHOLE : ENDLESS;
}
