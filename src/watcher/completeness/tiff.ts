import type { ByteWindow } from "./byte-window.ts";
import { type Completeness, ENDLESS, WHOLE, growing } from "./completeness.ts";
import type { ImageFormat } from "./image-format.ts";
import { type TiffDirectory, type TiffEntry, readDirectory } from "./tiff-directory.ts";
import { TiffNumbers } from "./tiff-numbers.ts";

/**
 * TIFF and BigTIFF (TIFF 6.0, section 2): directories anywhere in the file, which name the strips or
 * tiles. All they name must be there; when what lies furthest back ends in zeros, only time tells
 * whether they are the picture's own or space that was reserved.
 */
export const tiff: ImageFormat = {
  name: "TIFF",
  recognises: (head) => /^(?:II[*+]\0|MM\0[*+])/u.test(head.latin1Slice(0, 4)),
  examine(file) {
    const numbers = new TiffNumbers(file);
    const pending = [numbers.offsetAt(numbers.isBig ? 8 : 4)];
    const found = { steps: 0, pieces: 0, end: 0, tailBytes: 0 };
    for (const offset of pending) {
      const directory = readDirectory(numbers, offset);
      if (directory === null) return growing("the TIFF lacks a directory, or what it names");
      if (!follow(numbers, directory, found)) return growing("the TIFF lacks some of its strips");
      pending.push(...offsetsOfMore(numbers, directory));
      found.steps += directory.entries.length;
      if (found.steps > MOST_STEPS) return ENDLESS;
    }
    return found.pieces === 0 ? growing("the TIFF holds no picture yet") : judgeEnd(file, found);
  },
};

/** What the walk has seen so far. */
interface Found {
  /** Entries and pieces looked at: a hostile file could make each refer to all others. */
  steps: number;
  /** Strips, tiles and embedded JPEGs. */
  pieces: number;
  /** Offset behind what lies furthest back. */
  end: number;
  /** How many bytes before it should not all be zero. */
  tailBytes: number;
}

const MOST_STEPS = 100_000;

/** Tags of offsets, each with that of the lengths: strips, tiles, an embedded JPEG. */
const PIECES: readonly (readonly [number, number])[] = [
  [273, 279],
  [324, 325],
  [513, 514],
];

/** Tags that name further directories: SubIFDs, Exif, GPS. */
const MORE: ReadonlySet<number> = new Set([330, 34_665, 34_853]);

/** Notes how far what a directory names reaches; false when some of it is not in the file. */
function follow(numbers: TiffNumbers, directory: TiffDirectory, found: Found): boolean {
  const { entries } = directory;
  for (const entry of entries) reach(found, entry.end, entry.width === 1 ? 2 : entry.width);
  // Behind the last entry stands the offset of the next directory, zero in most files.
  reach(found, directory.end, 2 * numbers.offsetBytes);
  return PIECES.every(([offsetsTag, lengthsTag]) => {
    const offsets = valuesOf(numbers, entries, offsetsTag, found);
    const lengths = valuesOf(numbers, entries, lengthsTag, found);
    return offsets.every((offset, index) => isThere(numbers, found, offset, lengths[index] ?? 0));
  });
}

function isThere(numbers: TiffNumbers, found: Found, offset: number, length: number): boolean {
  found.pieces += 1;
  reach(found, offset + length, 1);
  return offset >= 8 && length > 0 && offset + length <= numbers.file.byteLength;
}

function reach(found: Found, end: number, tailBytes: number): void {
  if (end > found.end) Object.assign(found, { end, tailBytes });
}

function valuesOf(
  numbers: TiffNumbers,
  entries: readonly TiffEntry[],
  tag: number,
  found: Found,
): readonly number[] {
  const entry = entries.find((candidate) => candidate.tag === tag);
  if (entry === undefined || entry.width === 0) return [];
  const count = Math.min(entry.count, MOST_STEPS - found.steps);
  found.steps += entry.count;
  return Array.from({ length: Math.max(0, count) }, (_, index) =>
    numbers.at(entry.start + index * entry.width, entry.width),
  );
}

function offsetsOfMore(numbers: TiffNumbers, { entries, next }: TiffDirectory): number[] {
  const named = entries
    .filter(({ tag, count }) => MORE.has(tag) && count <= 64)
    .flatMap(({ start, count, width }) =>
      Array.from({ length: count }, (_, index) => numbers.at(start + index * width, width)),
    );
  return next === 0 ? named : [...named, next];
}

function judgeEnd(file: ByteWindow, { end, tailBytes }: Found): Completeness {
  return file.bytesAt(end - tailBytes, tailBytes).some((byte) => byte !== 0) ? WHOLE : ENDLESS;
}
