import type { Clock } from "../../core/concurrency/clock.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import type { CircuitBreaker, Permit } from "./circuit-breaker.ts";

/** Frames that have a slot and wait for the circuit breaker's permit, first come, first served; none uses up an attempt. */
export class PermitQueue {
  readonly #breaker: CircuitBreaker;
  readonly #timer: WakeableTimer;
  readonly #waiting: ((permit: Permit | null) => void)[] = [];
  #isServing = false;
  #isClosed = false;

  constructor(breaker: CircuitBreaker, clock: Clock) {
    this.#breaker = breaker;
    this.#timer = new WakeableTimer(clock);
  }

  /** A permit that can be had at once; `null` in an outage too, where probes go to those who wait. */
  tryAcquire(): Permit | null {
    return this.#breaker.isOutage ? null : this.#breaker.tryAcquire();
  }

  /** Resolves with a permit; with `null` once the queue is closed. */
  async acquire(): Promise<Permit | null> {
    if (this.#isClosed) return null;
    return await new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (!this.#isServing) void this.#serve();
    });
  }

  /** The breaker has changed its state: it may have permits sooner than was expected. */
  wake(): void {
    this.#timer.wake();
  }

  /** Gives no further permit, and sends away those who wait. */
  close(): void {
    this.#isClosed = true;
    for (const leave of this.#waiting.splice(0)) leave(null);
    this.#timer.wake();
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    while (this.#waiting.length > 0) {
      const { waitMs } = this.#breaker;
      if (waitMs === 0) this.#letGo();
      else await this.#timer.wait(waitMs);
    }
    this.#isServing = false;
  }

  #letGo(): void {
    const { isOneByOne } = this.#breaker;
    const permit = this.#breaker.tryAcquire();
    for (const go of this.#waiting.splice(0, isOneByOne ? 1 : Infinity)) go(permit);
  }
}
