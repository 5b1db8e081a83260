/** Reads and writes elements of EBML (RFC 8794), the form of Matroska files (RFC 9559). */

/** Ids of elements, with their length markers. */
export const ID = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  duration: 0x4489,
  date: 0x4461,
  title: 0x7ba9,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  referenceBlock: 0xfb,
  cues: 0x1c53bb6b,
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueTrack: 0xf7,
  cueClusterPosition: 0xf1,
  void: 0xec,
} as const;

/** Beginning of an element. */
export interface ElementHead {
  readonly id: number;
  /** Length of the head itself, in bytes. */
  readonly headLength: number;
  /** Length of what follows it, in bytes; `null` if it is not known. */
  readonly byteLength: number | null;
}

/** `null` while there are too few bytes. @throws RangeError for what is no element. */
export function headAt(bytes: Buffer, at: number): ElementHead | null {
  const idLength = vintLength(bytes[at] ?? 0xff);
  const sizeAt = at + idLength;
  const size = bytes[sizeAt];
  if (size === undefined) return null;
  const sizeLength = vintLength(size);
  if (sizeAt + sizeLength > bytes.length) return null;
  const id = bytes.readUIntBE(at, Math.min(idLength, 4));
  return { id, headLength: idLength + sizeLength, byteLength: vintAt(bytes, sizeAt) };
}

/** Length of a number of variable length, by its first byte (RFC 8794, 4). */
export function vintLength(first: number): number {
  if (first === 0) throw new RangeError("what ffmpeg sent for the recording is no Matroska");
  return Math.clz32(first) - 23;
}

/** A number of variable length; `null` for the one that says "unknown". */
export function vintAt(bytes: Buffer, at: number): number | null {
  const first = bytes[at] ?? 0;
  const length = vintLength(first);
  const marker = 0x80 >> (length - 1);
  const rest = bytes.subarray(at + 1, at + length);
  const value = rest.reduce((sum, byte) => sum * 256 + byte, first & (marker - 1));
  return value === 2 ** (7 * length) - 1 ? null : value;
}

/** A number that fills an element. */
export function uintIn(body: Buffer): number {
  return body.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** The elements that an element consists of, one after the other. */
export function* childrenOf(body: Buffer): Generator<{ id: number; body: Buffer; at: number }> {
  for (let at = 0; at < body.length;) {
    const head = headAt(body, at);
    if (head === null) return;
    const bodyAt = at + head.headLength;
    const end = bodyAt + (head.byteLength ?? body.length);
    yield { id: head.id, body: body.subarray(bodyAt, end), at: bodyAt };
    at = end;
  }
}

/** An element, whose length takes 8 bytes: so each has the same size whatever its numbers are. */
export function element(id: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([headOf(id, body.length), body]);
}

/** Head of an element. @param byteLength length of what follows; `null` if it is not known yet. */
export function headOf(id: number, byteLength: number | null): Buffer {
  return Buffer.concat([idBytes(id), sizeBytes(byteLength)]);
}

/** A length of 8 bytes. @param byteLength `null` if it is not known yet. */
export function sizeBytes(byteLength: number | null): Buffer {
  const bytes = Buffer.alloc(8, 0xff);
  if (byteLength !== null) bytes.writeBigUInt64BE(BigInt(byteLength));
  bytes[0] = 0x01;
  return bytes;
}

/** An id as it stands in the file. */
export function idBytes(id: number): Buffer {
  const digits = id.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}

/** An element with a whole number of 8 bytes; a negative one as its complement of two. */
export function uintElement(id: number, value: number | bigint): Buffer {
  const body = Buffer.alloc(8);
  body.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)));
  return element(id, body);
}

/** An element with a number of double precision. */
export function floatElement(id: number, value: number): Buffer {
  const body = Buffer.alloc(8);
  body.writeDoubleBE(value);
  return element(id, body);
}

/** An element with text. */
export function textElement(id: number, text: string): Buffer {
  return element(id, Buffer.from(text));
}

/** An element that holds a place free. @param byteLength of all of it, at least 9. */
export function voidElement(byteLength: number): Buffer {
  return element(ID.void, Buffer.alloc(byteLength - 9));
}
