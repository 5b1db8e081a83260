/**
 * Presentation times of the frames that were sliced and not yet looked up.
 *
 * Times are kept in pages of 8 bytes per frame, and a page is freed when all its times were taken: memory
 * grows with the backlog, not with the length of the video.
 */
export class FrameTimes {
  readonly #pages = new Map<number, Page>();
  readonly #waiting = new Map<number, () => void>();
  readonly #maxPages: number;
  #recordedCount = 0;
  #isEnded = false;

  /**
   * @param maxPages number of pages beyond which the oldest is freed, for frames that are announced and never written.
   *   @default no limit
   */
  constructor(maxPages: number = Number.POSITIVE_INFINITY) {
    this.#maxPages = maxPages;
  }

  /** @param ptsSeconds `null` for a frame without a time. */
  record(index: number, ptsSeconds: number | null): void {
    const number = Math.floor(index / FRAMES_PER_PAGE);
    let page = this.#pages.get(number);
    if (page === undefined) {
      page = { times: new Float64Array(FRAMES_PER_PAGE).fill(Number.NaN), takenCount: 0 };
      this.#pages.set(number, page);
      const [oldest = number] = this.#pages.keys();
      if (this.#pages.size > this.#maxPages) this.#pages.delete(oldest);
    }
    page.times[index % FRAMES_PER_PAGE] = ptsSeconds ?? Number.NaN;
    this.#recordedCount = Math.max(this.#recordedCount, index + 1);
    this.#waiting.get(index)?.();
    this.#waiting.delete(index);
  }

  /** Announces that no further time will be recorded. */
  end(): void {
    this.#isEnded = true;
    for (const wake of this.#waiting.values()) wake();
    this.#waiting.clear();
  }

  /**
   * The time of a frame, once; `null` if it has none. A file may be noticed before the line of the log with
   * its time was read: then the promise resolves after that.
   */
  async take(index: number): Promise<number | null> {
    if (index >= this.#recordedCount && !this.#isEnded)
      await new Promise<void>((resolve) => this.#waiting.set(index, resolve));
    return this.#takeNow(index);
  }

  #takeNow(index: number): number | null {
    const number = Math.floor(index / FRAMES_PER_PAGE);
    const page = this.#pages.get(number);
    if (page === undefined) return null;
    const ptsSeconds = page.times[index % FRAMES_PER_PAGE] ?? Number.NaN;
    page.takenCount += 1;
    if (page.takenCount === FRAMES_PER_PAGE) this.#pages.delete(number);
    return Number.isNaN(ptsSeconds) ? null : ptsSeconds;
  }

  /** Number of pages in memory, of 32 KiB each. */
  get pageCount(): number {
    return this.#pages.size;
  }
}

interface Page {
  readonly times: Float64Array;
  takenCount: number;
}

const FRAMES_PER_PAGE = 4096;
