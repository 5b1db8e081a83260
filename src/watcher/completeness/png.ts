import { crc32 } from "node:zlib";
import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, WHOLE, growing } from "./completeness.ts";
import type { ImageFormat } from "./image-format.ts";
import { hasUnwrittenPart } from "./unwritten.ts";

/**
 * PNG (W3C PNG, 5.2-5.6): a signature, then chunks of length, type, data and CRC, the last of them
 * IEND, which is always the same twelve bytes. Where the data shows a stretch of zeros, the CRCs tell
 * whether they are the picture's own.
 */
export const png: ImageFormat = { signatures: ["\x89PNG\r\n\x1a\n"], examine };

function examine(file: ByteWindow): Completeness {
  const end = endOfChunks(file);
  if (end < 0) return growing("the PNG has no end mark yet");
  const isDoubtful = hasUnwrittenPart(file, SIGNATURE_BYTES, end);
  return isDoubtful && !areChunksSound(file, end)
    ? growing("a part of the PNG is not written yet")
    : WHOLE;
}

const SIGNATURE_BYTES = 8;
const END = Buffer.from("0000000049454e44ae426082", "hex");

/** Length, type and CRC. */
const FRAME_BYTES = 12;

/** A chunk type is four letters (5.4). */
const CHUNK_TYPE = /^[A-Za-z]{4}$/u;

interface Chunk {
  readonly type: string;
  /** Offset of its length field. */
  readonly start: number;
  /** Offset behind its CRC. */
  readonly end: number;
}

/** The chunks that are in the file, up to the first that is not all there. */
function* chunksOf(file: ByteWindow): Generator<Chunk, void, void> {
  let start = SIGNATURE_BYTES;
  for (;;) {
    const head = file.bytesAt(start, 8);
    if (head.length < 8) return;
    const type = head.toString("latin1", 4, 8);
    const end = start + FRAME_BYTES + head.readUInt32BE(0);
    if (!CHUNK_TYPE.test(type) || end > file.byteLength) return;
    yield { type, start, end };
    start = end;
  }
}

/** Offset behind IEND, or -1. */
function endOfChunks(file: ByteWindow): number {
  for (const { type, start, end } of chunksOf(file)) {
    if (type === "IEND") return isEnd(file, start) ? end : -1;
    // The short way, once the image data has begun, in which these twelve bytes do not occur by
    // chance: a PNG of 3 MB has some 400 chunks, and a walk through them costs a hundred times as much.
    const lastStart = file.byteLength - END.length;
    if (type === "IDAT" && lastStart >= end && isEnd(file, lastStart)) return file.byteLength;
  }
  return -1;
}

function isEnd(file: ByteWindow, start: number): boolean {
  return file.bytesAt(start, END.length).equals(END);
}

/** True if each chunk up to `end` has the CRC that its last four bytes say (5.5). */
function areChunksSound(file: ByteWindow, end: number): boolean {
  for (const chunk of chunksOf(file)) {
    const crc = crcOf(file, chunk.start + 4, chunk.end - 4);
    const stored = file.bytesAt(chunk.end - 4, 4);
    if (stored.length < 4 || stored.readUInt32BE(0) !== crc) return false;
    if (chunk.end === end) return true;
  }
  return false;
}

function crcOf(file: ByteWindow, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end;) {
    const bytes = file.from(at, 1).subarray(0, end - at);
    if (bytes.length === 0) return -1;
    crc = crc32(bytes, crc);
    at += bytes.length;
  }
  return crc;
}
