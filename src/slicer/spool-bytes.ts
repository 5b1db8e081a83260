/**
 * Size of a frame's file in bytes; `null` before it is written and after it is gone; "unknown" if it cannot
 * be determined, so that later files still count.
 */
export type SizeOf = (index: number) => number | null | "unknown";

/**
 * Total size of a spool's frames, from writing until their outcome.
 *
 * Files are examined a few at a time, when ffmpeg announces later frames, and each once at most: a frame that has its
 * outcome by then, as most have that a service answers quickly, costs nothing. The folder is never listed. Files appear
 * in the order of their indexes, so that an outcome proves that all earlier ones were written.
 */
export class SpoolBytes {
  readonly #sizeOf: SizeOf;
  #bytes = 0;
  /** Index of the first frame whose size is not known yet. */
  #next: number;
  #lastSliced = -1;
  #lastFinished = -1;
  /** Frames that have their outcome, from the next one on. */
  readonly #finished = new Set<number>();
  /** Frames whose file was gone before it was examined, or could not be. */
  readonly #uncounted = new Set<number>();

  /** @param firstIndex index of the first frame that will be written. */
  constructor(firstIndex: number, sizeOf: SizeOf) {
    this.#next = firstIndex;
    this.#sizeOf = sizeOf;
  }

  /** Size of the frames that were written and have no outcome, in bytes, less some that were written last. */
  get bytes(): number {
    return this.#bytes;
  }

  /** ffmpeg is about to write this frame. */
  frameSliced(index: number): void {
    this.#lastSliced = index;
    if (index - this.#next >= EXAMINED_TOGETHER) this.count();
  }

  /** A frame has its outcome, and its file is deleted or no longer counts. */
  frameFinished(index: number, byteLength: number): void {
    this.#lastFinished = Math.max(this.#lastFinished, index);
    if (index >= this.#next) this.#finished.add(index);
    else if (!this.#uncounted.delete(index)) this.#bytes -= byteLength;
    if (index - this.#next >= EXAMINED_TOGETHER) this.count();
  }

  /** Counts the files written since the last call. */
  count(): void {
    for (; this.#next <= Math.max(this.#lastSliced, this.#lastFinished); this.#next += 1) {
      if (this.#finished.delete(this.#next)) continue;
      const byteLength = this.#sizeOf(this.#next);
      if (byteLength === null && this.#next > this.#lastFinished) return;
      if (byteLength === null || byteLength === "unknown") this.#uncounted.add(this.#next);
      else this.#bytes += byteLength;
    }
  }
}

/** Frames that are announced before the files are examined: some that are written beyond a full spool do no harm. */
const EXAMINED_TOGETHER = 4;
