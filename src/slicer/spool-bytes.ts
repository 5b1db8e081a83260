/**
 * Size of a frame's file in bytes; `null` while, or once, there is none. One that cannot be accessed is
 * left out: those behind it must still count.
 */
export type SizeOf = (index: number) => number | null | "unknown";

/**
 * Counts the bytes of a spool's frames, from when they are written until their final word.
 *
 * Each file is asked for its size once, when ffmpeg tells of a later frame; the folder is never
 * listed. Files come into being in the order of their indexes, so that a final word on one proves
 * that all before it were written.
 */
export class SpoolBytes {
  readonly #sizeOf: SizeOf;
  #bytes = 0;
  /** Index of the first frame whose size is not known yet. */
  #next: number;
  #lastSliced = -1;
  #lastSettled = -1;
  /** Frames whose file was gone before it was asked for its size, or would not tell. */
  readonly #uncounted = new Set<number>();

  /**
   * @param firstIndex index of the first frame that will be written.
   */
  constructor(firstIndex: number, sizeOf: SizeOf) {
    this.#next = firstIndex;
    this.#sizeOf = sizeOf;
  }

  /** Bytes of the frames that were written and have no final word. */
  get bytes(): number {
    return this.#bytes;
  }

  /** ffmpeg is about to write this frame. */
  frameSliced(index: number): void {
    this.#lastSliced = index;
    this.count();
  }

  /** A frame has its final word, and its file is gone or does not count any more. */
  frameSettled(index: number, byteLength: number): void {
    this.#lastSettled = Math.max(this.#lastSettled, index);
    this.count();
    if (!this.#uncounted.delete(index)) this.#bytes -= byteLength;
  }

  /** Counts the files that were written since. */
  count(): void {
    for (; this.#next <= Math.max(this.#lastSliced, this.#lastSettled); this.#next += 1) {
      const byteLength = this.#sizeOf(this.#next);
      if (byteLength === null && this.#next > this.#lastSettled) return;
      if (byteLength === null || byteLength === "unknown") this.#uncounted.add(this.#next);
      else this.#bytes += byteLength;
    }
  }
}
