/**
 * True if an MP4 or QuickTime stream has its media data before its index: then it cannot be decoded without
 * seeking. ISO/IEC 14496-12: boxes, each with its length and type.
 *
 * @param head first bytes of the stream.
 * @returns `null` if more bytes are needed; `false` also for other formats.
 */
export function isIndexLast(head: Buffer): boolean | null {
  for (let at = 0; at + 8 <= head.length;) {
    const kind = head.toString("latin1", at + 4, at + 8);
    if (kind === "mdat") return true;
    if (!BEFORE_PICTURES.has(kind)) return false;
    if (at + 16 > head.length) return null;
    const size = head.readUInt32BE(at);
    const wholeSize = size === 1 ? Number(head.readBigUInt64BE(at + 8)) : size;
    if (wholeSize < 8) return false;
    at += wholeSize;
  }
  return null;
}

/** Boxes that may precede index and media data; the index itself, `moov`, is none of them. */
const BEFORE_PICTURES: ReadonlySet<string> = new Set([
  ...["ftyp", "styp", "wide", "free", "skip", "uuid", "pdin", "pnot", "PICT", "meta"],
]);
