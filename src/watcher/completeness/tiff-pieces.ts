import type { TiffDirectory, TiffEntry } from "./tiff-directory.ts";
import type { TiffNumbers } from "./tiff-numbers.ts";

/** Where the strips, the tiles or the embedded JPEG of a directory stand. */
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
const MOST_SUBDIRECTORIES = 64;

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
  for (let index = 0; index < count; index += 1) {
    const offset = valueAt(numbers, offsets, index);
    const length = valueAt(numbers, lengths, index);
    if (offset < 8 || length < 1) return Number.POSITIVE_INFINITY;
    end = Math.max(end, offset + length);
  }
  return end;
}

/** Offsets of the directories that one refers to. */
export function offsetsOfMore(numbers: TiffNumbers, { entries, next }: TiffDirectory): number[] {
  const offsets = next === 0 ? [] : [next];
  for (const entry of entries) {
    if (!MORE.has(entry.tag) || entry.count > MOST_SUBDIRECTORIES) continue;
    for (let index = 0; index < entry.count; index += 1)
      offsets.push(valueAt(numbers, entry, index));
  }
  return offsets;
}

function valueAt(numbers: TiffNumbers, { start, width }: TiffEntry, index: number): number {
  return numbers.at(start + index * width, width);
}
