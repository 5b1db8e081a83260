import type { Clock } from "../../core/concurrency/clock.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import type { PendingFrame } from "./pending-frame.ts";

interface Entry {
  readonly pending: PendingFrame;
  readonly dueMs: number;
}

/** Frames that wait to be sent again, each for its own time and without a slot. One reader. */
export class RetryQueue {
  readonly #clock: Clock;
  readonly #timer: WakeableTimer;
  /** The one that is due first comes first. */
  readonly #entries: Entry[] = [];
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#timer = new WakeableTimer(clock);
  }

  /** Frames that wait. */
  get size(): number {
    return this.#entries.length;
  }

  /** Lets a frame wait for `pauseMs`. */
  add(pending: PendingFrame, pauseMs: number): void {
    const dueMs = this.#clock.nowMs() + pauseMs;
    const later = this.#entries.findLastIndex((entry) => entry.dueMs <= dueMs) + 1;
    this.#entries.splice(later, 0, { pending, dueMs });
    if (later === 0) this.#timer.wake();
  }

  /** The next frame whose time has come, or `null` once the queue is closed. */
  async next(): Promise<PendingFrame | null> {
    while (!this.#isClosed) {
      const [first] = this.#entries;
      const waitMs = first === undefined ? null : first.dueMs - this.#clock.nowMs();
      if (first !== undefined && first.dueMs <= this.#clock.nowMs()) {
        this.#entries.shift();
        return first.pending;
      }
      await this.#timer.wait(waitMs);
    }
    return null;
  }

  /** Gives out no further frame. */
  close(): void {
    this.#isClosed = true;
    this.#timer.wake();
  }
}
