import { open } from "node:fs/promises";
import { retryOnShortage } from "../core/files/retry-on-shortage.ts";
import { isSystemError } from "../core/files/system-error.ts";
import type { ByteView } from "./byte-view.ts";

/**
 * The same for a file. @throws the system's error if it cannot be read: then nothing is known about its
 * end.
 */
export async function fileHasCompleteStructure(path: string, formatName: string): Promise<boolean> {
  await using file = await retryOnShortage(async () => await open(path, "r"));
  const read: ByteView["read"] = async (position, byteLength) => {
    const bytes = Buffer.alloc(byteLength);
    await file.read(bytes, 0, byteLength, position);
    return bytes;
  };
  const { size: byteLength } = await file.stat();
  return await hasCompleteStructure({ byteLength, read }, formatName);
}

/**
 * True if a video ends at the byte where its own structure says: then nothing was cut off, and what is
 * missing from its length is the time for which its last frame is shown.
 *
 * `false` for formats without such a structure, and for an invalid one.
 *
 * @param formatName ffmpeg's name, such as `matroska,webm`.
 */
export async function hasCompleteStructure(view: ByteView, formatName: string): Promise<boolean> {
  // ffmpeg computes the length of a GIF from the frames in it.
  if (formatName === "gif") return true;
  try {
    return (await STRUCTURES[formatName.split(",", 1)[0] ?? ""]?.(view)) ?? false;
  } catch (error) {
    if (isSystemError(error)) throw error;
    return false;
  }
}

const STRUCTURES: Readonly<Record<string, (view: ByteView) => Promise<boolean>>> = {
  matroska: endsWithSegment,
  mov: endsWithBox,
  flv: hasStoredLength,
};

/** Matroska (RFC 9559): a header, then one segment with its length, which may be unknown. */
async function endsWithSegment({ byteLength, read }: ByteView): Promise<boolean> {
  const head = await read(0, 64);
  const header = variableInteger(head, 4);
  if (head.readUInt32BE(0) !== EBML || header === null) return false;
  const segment = await read(header.end + header.value, 12);
  const size = variableInteger(segment, 4);
  if (segment.readUInt32BE(0) !== SEGMENT || size === null) return false;
  return header.end + header.value + size.end + size.value <= byteLength;
}

const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;

/** An EBML integer (RFC 8794): its leading zero bits give its length. `null` for an unknown value. */
function variableInteger(bytes: Buffer, at: number): { value: number; end: number } | null {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + length > bytes.length) return null;
  let value = first & (0xff >> length);
  let areAllOnes = value === 0xff >> length;
  for (let offset = 1; offset < length; offset += 1) {
    const byte = bytes[at + offset] ?? 0;
    value = value * 256 + byte;
    areAllOnes &&= byte === 0xff;
  }
  return areAllOnes ? null : { value, end: at + length };
}

/**
 * MP4 and QuickTime (ISO/IEC 14496-12): boxes up to the last byte. A fragmented file may end after any of
 * them, so its index, which is written last, must be there.
 */
async function endsWithBox(view: ByteView): Promise<boolean> {
  const { byteLength } = view;
  let at = 0;
  while (at < byteLength) {
    const head = await view.read(at, 16);
    const type = head.toString("latin1", 4, 8);
    if (type === "moof") return await endsWithFragmentIndex(view);
    const size = head.readUInt32BE(0);
    const wholeSize = size === 1 ? Number(head.readBigUInt64BE(8)) : size;
    if (!/^[\x20-\x7e\xa9]{4}$/u.test(type) || wholeSize < 8) return false;
    at += wholeSize;
  }
  return at === byteLength;
}

async function endsWithFragmentIndex({ byteLength, read }: ByteView): Promise<boolean> {
  const last = await read(byteLength - 16, 16);
  return last.toString("latin1", 4, 8) === "mfro";
}

/**
 * Flash video: a list of tags without an end. A program that finishes a file writes its length into the
 * first one, a script tag with a `filesize`: an AMF0 number (8 bytes behind a marker 0).
 */
async function hasStoredLength({ byteLength, read }: ByteView): Promise<boolean> {
  const head = await read(0, 4096);
  const at = head.indexOf(FILE_SIZE);
  if (at < 0) return false;
  const storedLength = head.readDoubleBE(at + FILE_SIZE.length);
  return storedLength > 0 && storedLength <= byteLength;
}

const FILE_SIZE = Buffer.from("\0\x08filesize\0", "latin1");
