/**
 * Buffers for request bodies, used again and again: allocating and clearing 130 KB for every frame
 * costs more than sending it.
 */
export class BodyBuffers {
  readonly #keepCount: number;
  readonly #largestKeptBytes: number;
  readonly #idle: Buffer[] = [];
  #idleBytes = 0;

  /**
   * @param keepCount idle buffers to keep at most; as many as there may be requests in flight.
   * @param largestKeptBytes size of the largest one that is worth keeping.
   */
  constructor(keepCount: number, largestKeptBytes: number = 4 * 1024 * 1024) {
    this.#keepCount = keepCount;
    this.#largestKeptBytes = largestKeptBytes;
  }

  /** A buffer of at least `byteLength` bytes; its content is arbitrary. */
  take(byteLength: number): Buffer {
    const idle = this.#idle.pop();
    this.#idleBytes -= idle?.length ?? 0;
    if (idle !== undefined && idle.length >= byteLength) return idle;
    return Buffer.allocUnsafeSlow(Math.ceil(byteLength / GRAIN_BYTES) * GRAIN_BYTES);
  }

  /** Gives a buffer back that nobody reads any more. */
  giveBack(buffer: Buffer): void {
    if (this.#idle.length >= this.#keepCount || buffer.length > this.#largestKeptBytes) return;
    if (this.#idleBytes + buffer.length > MAX_IDLE_BYTES) return;
    this.#idleBytes += buffer.length;
    this.#idle.push(buffer);
  }
}

const GRAIN_BYTES = 16 * 1024;
const MAX_IDLE_BYTES = 64 * 1024 * 1024;
