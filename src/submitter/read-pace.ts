/**
 * Decides whether the next file is read at once, which holds up everything else, or by the thread pool.
 *
 * A file in the page cache is read at once: 30 microseconds, against 200 by the thread pool. After a
 * read that took long (a network folder) a round of files goes by the thread pool. Only when the
 * quickest of them took no time is the next one tried at once, so that a folder that stays slow holds
 * nothing up again. The quickest counts, because any of them may have waited for a busy program.
 */
export class ReadPace {
  #backgroundLeft = 0;
  #quickestMs = Number.POSITIVE_INFINITY;

  get isAtOnce(): boolean {
    return this.#backgroundLeft === 0;
  }

  /** @param tookMs how long a read at once took. */
  noteAtOnce(tookMs: number): void {
    if (tookMs > SLOW_READ_MS) this.#beginRound();
  }

  /** @param tookMs how long a read by the thread pool took. */
  noteInBackground(tookMs: number): void {
    if (this.#backgroundLeft === 0) return;
    this.#backgroundLeft -= 1;
    this.#quickestMs = Math.min(this.#quickestMs, tookMs);
    if (this.#backgroundLeft === 0 && this.#quickestMs > SLOW_READ_MS) this.#beginRound();
  }

  #beginRound(): void {
    this.#backgroundLeft = READS_IN_ROUND;
    this.#quickestMs = Number.POSITIVE_INFINITY;
  }
}

const SLOW_READ_MS = 10;
const READS_IN_ROUND = 200;
