/** Where the directory of a made TIFF stands. */
export interface TiffOptions {
  readonly isBig?: boolean;
  readonly isBigEndian?: boolean;
  readonly isDirectoryFirst?: boolean;
  readonly strips: readonly Buffer[];
  /** What each strip's length is said to be, if not what it is. */
  readonly lengths?: readonly number[];
  /** Offset of the next directory, `"self"` for a circle. */
  readonly next?: number | "self";
}

/** Writes numbers in either byte order. */
class Numbers {
  readonly #isBigEndian: boolean;

  constructor(isBigEndian: boolean) {
    this.#isBigEndian = isBigEndian;
  }

  of(value: number, width: number): Buffer {
    const bytes = Buffer.alloc(width);
    for (let index = 0; index < width; index += 1)
      bytes[this.#isBigEndian ? width - 1 - index : index] = Math.floor(value / 256 ** index) % 256;
    return bytes;
  }
}

/** A TIFF or BigTIFF of gray strips, by its specification. */
export function madeTiff(options: TiffOptions): Buffer {
  const { isBig = false, isBigEndian = false, isDirectoryFirst = false, strips } = options;
  const numbers = new Numbers(isBigEndian);
  const word = isBig ? 8 : 4;
  const headBytes = isBig ? 16 : 8;
  const lengths = strips.map((strip, index) => options.lengths?.[index] ?? strip.length);
  const tags = 5;
  const directoryBytes = (isBig ? 8 : 2) + tags * (4 + 2 * word) + word;
  const listBytes = strips.length === 1 ? 0 : strips.length * word;
  const stripBytes = strips.reduce((total, { length }) => total + length, 0);
  const directoryAt = headBytes + (isDirectoryFirst ? 0 : stripBytes);
  const listsAt = directoryAt + directoryBytes;
  let stripAt = isDirectoryFirst ? listsAt + 2 * listBytes : headBytes;
  const offsets = strips.map(({ length }) => (stripAt += length) - length);

  const kind = isBig ? 16 : 4;
  const entry = (tag: number, count: number, value: number) =>
    Buffer.concat([
      numbers.of(tag, 2),
      numbers.of(kind, 2),
      numbers.of(count, word),
      numbers.of(value, word),
    ]);
  const list = (tag: number, values: readonly number[], at: number) =>
    entry(tag, values.length, values.length === 1 ? (values[0] ?? 0) : at);
  const next = options.next === "self" ? directoryAt : (options.next ?? 0);
  const directory = Buffer.concat([
    numbers.of(tags, isBig ? 8 : 2),
    entry(256, 1, 64),
    entry(257, 1, stripBytes / 64),
    list(273, offsets, listsAt),
    entry(277, 1, 1),
    list(279, lengths, listsAt + listBytes),
    numbers.of(next, word),
    ...(strips.length === 1
      ? []
      : [...offsets, ...lengths].map((value) => numbers.of(value, word))),
  ]);
  const order = Buffer.from(isBigEndian ? "MM" : "II");
  const head = [order, numbers.of(isBig ? 43 : 42, 2), ...(isBig ? [numbers.of(8, 4)] : [])];
  const body = isDirectoryFirst ? [directory, ...strips] : [...strips, directory];
  return Buffer.concat([...head, numbers.of(directoryAt, word), ...body]);
}
