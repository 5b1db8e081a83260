import type { TiffNumbers } from "./tiff-numbers.ts";

/** One entry of a directory of a TIFF (TIFF 6.0, section 2): a tag and where its values stand. */
export interface TiffEntry {
  readonly tag: number;
  /** Bytes of one value; 0 for a kind of value that is not known. */
  readonly width: number;
  readonly count: number;
  /** Offset of the first value, which may be the entry's own value field. */
  readonly start: number;
  /** Offset behind the last value. */
  readonly end: number;
}

/** A directory of a TIFF. */
export interface TiffDirectory {
  readonly entries: readonly TiffEntry[];
  /** Bytes of the directory itself. */
  readonly byteLength: number;
  /** Offset behind the directory and all values that it names. */
  readonly end: number;
  /** Offset of the next directory; 0 for none. */
  readonly next: number;
}

/** The directory at `offset`; null when it or some of its values are not in the file. */
export function readDirectory(numbers: TiffNumbers, offset: number): TiffDirectory | null {
  const { isBig, offsetBytes } = numbers;
  const entryBytes = isBig ? 20 : 12;
  const count = numbers.at(offset, isBig ? 8 : 2);
  const first = offset + (isBig ? 8 : 2);
  let end = first + count * entryBytes + offsetBytes;
  if (offset < 8 || count < 1 || end > numbers.byteLength) return null;
  const byteLength = end - offset;
  const next = numbers.offsetAt(end - offsetBytes);
  const entries: TiffEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = readEntry(numbers, first + index * entryBytes);
    if (entry === null) return null;
    entries.push(entry);
    end = Math.max(end, entry.end);
  }
  return { entries, byteLength, end, next };
}

/** Bytes of each kind of value, by its number (TIFF 6.0, and BigTIFF's 16 to 18). */
const WIDTHS: readonly number[] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];

/** Null for zeros in place of an entry, and for values that are not in the file. */
function readEntry(numbers: TiffNumbers, offset: number): TiffEntry | null {
  const { offsetBytes, byteLength } = numbers;
  const kind = numbers.at(offset + 2, 2);
  const width = WIDTHS[kind] ?? 0;
  const count = numbers.offsetAt(offset + 4);
  const field = offset + 4 + offsetBytes;
  const start = width * count <= offsetBytes ? field : numbers.offsetAt(field);
  const end = start + width * count;
  if (kind < 1 || count < 0 || start < 8 || end > byteLength) return null;
  return { tag: numbers.at(offset, 2), width, count, start, end };
}
