/** Random access to the bytes of a complete video. */
export interface ByteView {
  readonly byteLength: number;
  /** Missing bytes are zero. */
  readonly read: (position: number, byteLength: number) => Promise<Buffer>;
}

/** View of a stream after reading: its beginning, its last bytes and its length are kept. */
export class StreamView implements ByteView {
  readonly #head: Buffer;
  #tail: Buffer;
  byteLength: number;

  /** @param head first bytes of the stream; they are kept. */
  constructor(head: Buffer) {
    this.#head = head;
    this.#tail = head.subarray(-TAIL_BYTES);
    this.byteLength = head.length;
  }

  /** Adds the next bytes. */
  add(chunk: Buffer): void {
    this.byteLength += chunk.length;
    this.#tail =
      chunk.length >= TAIL_BYTES
        ? Buffer.from(chunk.subarray(-TAIL_BYTES))
        : Buffer.concat([this.#tail, chunk]).subarray(-TAIL_BYTES);
  }

  /** Bound, so that it can be used without its object. */
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
