/**
 * Decides whether the next file is handled at once, which holds up everything else, or by the thread pool.
 *
 * A file in the page cache is read at once: 30 microseconds, against 200 by the thread pool, whose threads
 * and answers wake one another. After a call that took long (a network folder) a round of files goes by the
 * thread pool. Only when the quickest of them took no time is the next one tried at once, so that a folder
 * that stays slow holds nothing up again. The quickest counts, because any of them may have waited for a
 * busy program.
 *
 * A call that took long may itself have waited for no more than the processor. So a round is short, and
 * longer only if it follows soon on another: beside eight busy programs on two cores, 0 to 80 of 9,000
 * cached files go by the thread pool, and 200 to 1,000 with rounds that are always long.
 */
export class SyncPace {
  #backgroundLeft = 0;
  #roundLength = MIN_ROUND;
  #quickestMs = Number.POSITIVE_INFINITY;
  /** Calls at once since the last round; none of them was slow. */
  #quickInRow = Number.POSITIVE_INFINITY;

  get isAtOnce(): boolean {
    return this.#backgroundLeft === 0;
  }

  /** @param tookMs how long a call at once took. */
  noteAtOnce(tookMs: number): void {
    if (tookMs <= SLOW_MS) this.#quickInRow += 1;
    else this.#beginRound(this.#quickInRow < this.#roundLength);
  }

  /** @param tookMs how long a call by the thread pool took. */
  noteInBackground(tookMs: number): void {
    if (this.#backgroundLeft === 0) return;
    this.#backgroundLeft -= 1;
    this.#quickestMs = Math.min(this.#quickestMs, tookMs);
    if (this.#backgroundLeft === 0 && this.#quickestMs > SLOW_MS) this.#beginRound(true);
  }

  #beginRound(isSoon: boolean): void {
    const longer = Math.min(4 * this.#roundLength, MAX_ROUND);
    this.#roundLength = isSoon ? longer : MIN_ROUND;
    this.#backgroundLeft = this.#roundLength;
    this.#quickestMs = Number.POSITIVE_INFINITY;
    this.#quickInRow = 0;
  }
}

const SLOW_MS = 10;
/** Calls in a round. */
const MIN_ROUND = 16;
const MAX_ROUND = 256;
