/**
 * Finds a service of which each answer waits for our system to acknowledge its head.
 *
 * Some servers (uvicorn and gunicorn's uvicorn workers with several processes, without uvloop) send
 * head and body of an answer one after the other and leave Nagle's algorithm on (RFC 896), so that the
 * body goes out once the head is acknowledged. On a fresh connection that is at once; on one that has
 * been used our system waits for something to send along: 40 ms on Linux, up to 200 elsewhere (RFC 1122,
 * 4.2.3.2). FastAPI in two processes of uvicorn takes 87 frames a second over 4 kept connections, and
 * 1,000 over fresh ones.
 */
export class DelayedAcks {
  #quickFreshCount = 0;
  #delayedInRow = 0;
  #areFound = false;

  get areFound(): boolean {
    return this.#areFound;
  }

  /**
   * @param isFresh true if it was the first answer of its connection.
   * @param headToEndMs from the head of an answer to its last byte, in milliseconds.
   */
  note(isFresh: boolean, headToEndMs: number): void {
    const isDelayed = headToEndMs >= MIN_DELAY_MS;
    if (isFresh && !isDelayed) this.#quickFreshCount += 1;
    if (isFresh) return;
    this.#delayedInRow = isDelayed ? this.#delayedInRow + 1 : 0;
    // A service that takes its time for each body does so over a fresh connection, too.
    this.#areFound ||= this.#quickFreshCount > 0 && this.#delayedInRow >= ENOUGH_IN_ROW;
  }
}

/** A little less than the 40 ms of Linux, whose timer counts in steps. */
const MIN_DELAY_MS = 35;
const ENOUGH_IN_ROW = 8;
