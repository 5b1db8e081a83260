import type { TiffDirectory, TiffEntry } from "./tiff-directory.ts";
import type { TiffNumbers } from "./tiff-numbers.ts";

/** Place of the strips, the tiles or the embedded JPEG of a directory. */
export interface TiffPieces {
  /** Offset behind the last of them: 0 for none, infinity when one has no place or no length yet. */
  readonly end: number;
  /** Bytes of the lists that name them. */
  readonly listBytes: number;
}

/** Tags of offsets, each with that of the lengths: strips, tiles, an embedded JPEG. */
const PIECES: readonly (readonly [number, number])[] = [
  [273, 279],
  [324, 325],
  [513, 514],
];

/** Tags that name further directories: SubIFDs, Exif, GPS. */
const MORE: ReadonlySet<number> = new Set([330, 34_665, 34_853]);
const MAX_SUBDIRECTORIES = 64;
const PIECES_BY_TURN = 1024;

export function piecesOf(numbers: TiffNumbers, entries: readonly TiffEntry[]): TiffPieces {
  let end = 0;
  let listBytes = 0;
  for (const [offsetsTag, lengthsTag] of PIECES) {
    const offsets = entries.find(({ tag }) => tag === offsetsTag);
    const lengths = entries.find(({ tag }) => tag === lengthsTag);
    if (offsets === undefined || lengths === undefined) continue;
    end = Math.max(end, endOfPieces(numbers, offsets, lengths));
    listBytes += offsets.end - offsets.start + lengths.end - lengths.start;
  }
  return { end, listBytes };
}

function endOfPieces(numbers: TiffNumbers, offsets: TiffEntry, lengths: TiffEntry): number {
  let end = 0;
  const count = Math.min(offsets.count, lengths.count);
  // By turns, for going from one list to the other costs a read.
  for (let first = 0; first < count; first += PIECES_BY_TURN) {
    const starts = valuesOf(numbers, offsets, first, Math.min(count, first + PIECES_BY_TURN));
    for (const [index, start] of starts.entries()) {
      const length = valueAt(numbers, lengths, first + index);
      if (start < 8 || length < 1) return Number.POSITIVE_INFINITY;
      end = Math.max(end, start + length);
    }
  }
  return end;
}

/** Offsets of the directories that one refers to. */
export function offsetsOfMore(numbers: TiffNumbers, { entries, next }: TiffDirectory): number[] {
  const offsets = next === 0 ? [] : [next];
  for (const entry of entries) {
    if (!MORE.has(entry.tag) || entry.count > MAX_SUBDIRECTORIES) continue;
    offsets.push(...valuesOf(numbers, entry, 0, entry.count));
  }
  return offsets;
}

function valuesOf(numbers: TiffNumbers, list: TiffEntry, first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => valueAt(numbers, list, first + index));
}

function valueAt(numbers: TiffNumbers, { start, width }: TiffEntry, index: number): number {
  return numbers.at(start + index * width, width);
}
