/**
 * Whether an MP4 or QuickTime stream has its pictures before its index: then nobody can decode them who
 * cannot go back. ISO/IEC 14496-12: boxes, each with its length and its kind.
 *
 * @param head its first bytes.
 * @returns `null` as long as the bytes do not tell; `false` also for other formats.
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

/** Boxes that may stand before index and pictures; the index itself, `moov`, is none of them. */
const BEFORE_PICTURES: ReadonlySet<string> = new Set([
  ...["ftyp", "styp", "wide", "free", "skip", "uuid", "pdin", "pnot", "PICT", "meta"],
]);
