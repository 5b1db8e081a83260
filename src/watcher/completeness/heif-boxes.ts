import type { ByteWindow } from "./byte-window.ts";

/** A box of ISO/IEC 14496-12 (4.2): a size, a type of four letters, and what it holds. */
export interface Box {
  readonly type: string;
  /** Offset of what it holds. */
  readonly start: number;
  /** Offset behind it. */
  readonly end: number;
  /** True if its end is that of the file, wherever that is. */
  readonly isOpenEnded: boolean;
}

const HEAD_BYTES = 8;
const LONG_HEAD_BYTES = 16;
const BOX_TYPE = /^[A-Za-z0-9 ]{4}$/u;

/** The boxes from `start` on that end at `end` or before, up to the first that does not, or is none. */
export function* boxesOf(file: ByteWindow, start: number, end: number): Generator<Box, void, void> {
  for (let offset = start; offset < end;) {
    const head = file.bytesAt(offset, LONG_HEAD_BYTES);
    if (head.length < HEAD_BYTES) return;
    const type = head.toString("latin1", 4, 8);
    const size = head.readUInt32BE(0);
    const isLong = size === 1 && head.length === LONG_HEAD_BYTES;
    const byteLength = isLong ? Number(head.readBigUInt64BE(8)) : size;
    const headBytes = isLong ? LONG_HEAD_BYTES : HEAD_BYTES;
    const isOpenEnded = size === 0;
    const boxEnd = isOpenEnded ? end : offset + byteLength;
    if (!BOX_TYPE.test(type) || boxEnd < offset + headBytes || boxEnd > end) return;
    yield { type, start: offset + headBytes, end: boxEnd, isOpenEnded };
    offset = boxEnd;
  }
}

/** Place of the data of items. */
export interface Items {
  /** Offset behind the last byte of the file that an item takes; 0 when none takes any. */
  readonly end: number;
  /** True if some lie in the box itself. */
  readonly areInside: boolean;
}

/** Place of the items of a `meta` box, by its `iloc` (14496-12, 8.11.3). */
export function endOfItems(file: ByteWindow, meta: Box): Items {
  // A version and flags stand before the boxes.
  for (const box of boxesOf(file, meta.start + 4, meta.end))
    if (box.type === "iloc") return readLocations(new Fields(file, box), meta.end);
  return { end: 0, areInside: false };
}

function readLocations(fields: Fields, metaEnd: number): Items {
  const version = fields.next(1);
  fields.next(3);
  const [sizes, moreSizes] = [fields.next(1), fields.next(1)];
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 4, sizes & 15, moreSizes >> 4];
  const indexBytes = version === 0 ? 0 : moreSizes & 15;
  const idBytes = version < 2 ? 2 : 4;
  let [end, areInside] = [0, false];
  for (let items = fields.next(idBytes); items > 0 && fields.areLeft; items -= 1) {
    fields.next(idBytes);
    const isInside = version > 0 && (fields.next(2) & 15) !== 0;
    areInside ||= isInside;
    fields.next(2);
    const base = fields.next(baseBytes);
    for (let extents = fields.next(2); extents > 0 && fields.areLeft; extents -= 1) {
      fields.next(indexBytes);
      const offset = fields.next(offsetBytes);
      const length = fields.next(lengthBytes);
      end = Math.max(end, isInside ? metaEnd : base + offset + length);
    }
  }
  return { end, areInside };
}

/** The numbers of a box, one after the other; 0 behind its end. */
class Fields {
  readonly #file: ByteWindow;
  readonly #end: number;
  #at: number;

  constructor(file: ByteWindow, { start, end }: Pick<Box, "start" | "end">) {
    this.#file = file;
    this.#at = start;
    this.#end = end;
  }

  get areLeft(): boolean {
    return this.#at < this.#end;
  }

  /** A whole number of so many bytes, the greatest first. */
  next(byteLength: number): number {
    let number = 0;
    for (let left = byteLength; left > 0; left -= 1)
      number = number * 256 + (this.#at < this.#end ? this.#file.byteAt(this.#at++) : 0);
    return number;
  }
}
