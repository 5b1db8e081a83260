/** The bytes of a whole video, of which some can be looked at. */
export interface ByteView {
  readonly byteLength: number;
  /** Bytes that are not there, or not any more, are zero. */
  readonly read: (position: number, byteLength: number) => Promise<Buffer>;
}

/** What is left of a stream that has been read: its beginning, its last bytes, and how long it was. */
export class StreamView implements ByteView {
  readonly #head: Buffer;
  #tail: Buffer;
  byteLength: number;

  /** @param head its first bytes, which are kept. */
  constructor(head: Buffer) {
    this.#head = head;
    this.#tail = head.subarray(-TAIL_BYTES);
    this.byteLength = head.length;
  }

  /** These come next. */
  add(chunk: Buffer): void {
    this.byteLength += chunk.length;
    this.#tail =
      chunk.length >= TAIL_BYTES
        ? Buffer.from(chunk.subarray(-TAIL_BYTES))
        : Buffer.concat([this.#tail, chunk]).subarray(-TAIL_BYTES);
  }

  /** Bound, for those who take it out of its view. */
  readonly read = async (position: number, byteLength: number): Promise<Buffer> => {
    const bytes = Buffer.alloc(byteLength);
    const tailStart = this.byteLength - this.#tail.length;
    const [known, at] =
      position >= tailStart ? [this.#tail, position - tailStart] : [this.#head, position];
    known.subarray(at, at + byteLength).copy(bytes);
    return bytes;
  };
}

const TAIL_BYTES = 64;
