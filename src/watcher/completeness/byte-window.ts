import { type ByteSource, MAX_READ_BYTES } from "./byte-source.ts";

/**
 * A window that moves over a file: what was read last is not read again, a walk forward reads ahead
 * in growing steps, and a jump reads little.
 */
export class ByteWindow {
  readonly byteLength: number;
  readonly mayHaveHoles: boolean;
  readonly #source: ByteSource;
  #bytes: Buffer;
  #start = 0;
  #readAhead = SHORT_READ_BYTES / GROWTH;

  constructor(source: ByteSource) {
    this.#source = source;
    this.#bytes = source.all ?? NOTHING;
    this.byteLength = source.byteLength;
    this.mayHaveHoles = source.mayHaveHoles;
  }

  /** The byte at `offset`, or -1 where the file has none. */
  byteAt(offset: number): number {
    const at = offset - this.#start;
    if (at >= 0 && at < this.#bytes.length) return this.#bytes[at] ?? -1;
    return this.from(offset, 1)[0] ?? -1;
  }

  /** `length` bytes from `offset` (at most 64 KB), fewer where the file ends; valid until the next call. */
  bytesAt(offset: number, length: number): Buffer {
    this.#moveTo(offset, length);
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }

  /** All that is at hand from `offset`, at least `least` bytes unless the file ends first. */
  from(offset: number, least: number): Buffer {
    this.#moveTo(offset, least);
    return this.#bytes.subarray(offset - this.#start);
  }

  #moveTo(offset: number, length: number): void {
    const end = this.#start + this.#bytes.length;
    const wantedEnd = Math.min(offset + length, this.byteLength);
    if (offset >= this.#start && offset <= end && wantedEnd <= end) return;
    const isWalk = offset >= this.#start && offset < end + SHORT_READ_BYTES;
    this.#readAhead = isWalk
      ? Math.min(this.#readAhead * GROWTH, MAX_READ_BYTES)
      : SHORT_READ_BYTES;
    const readLength = Math.max(length, this.#readAhead);
    // A jump to the end takes the bytes before it along.
    this.#start = isWalk ? offset : Math.max(0, Math.min(offset, this.byteLength - readLength));
    this.#bytes = this.#source.read(this.#start, readLength);
  }
}

const NOTHING = Buffer.alloc(0);
const SHORT_READ_BYTES = 4096;
const GROWTH = 4;
