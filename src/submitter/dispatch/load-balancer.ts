import type { Clock } from "../../core/concurrency/clock.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import type { PendingFrame } from "../pending-frame.ts";
import { hasMoreCapacity } from "../endpoint/has-more-capacity.ts";
import { rankEndpoint } from "../endpoint/rank-endpoint.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";

interface Waiter {
  readonly carried: PendingFrame;
  readonly begin: (begun?: Promise<void>) => void;
}

/**
 * Finds each frame its service: of those that suit it best, the one with the most of its capacity free.
 * While they are busy the frame waits for them, and holds up no other that another service suits.
 */
export class LoadBalancer {
  readonly #lines: readonly Endpoint[];
  readonly #clock: Clock;
  readonly #timer: WakeableTimer;
  #waiters: Waiter[] = [];
  #turn = 0;
  /** When it is looked again who can be served, at the latest. */
  #lookAtMs = Number.POSITIVE_INFINITY;
  #isEnded = false;

  constructor(lines: readonly Endpoint[], clock: Clock) {
    this.#lines = lines;
    this.#clock = clock;
    this.#timer = new WakeableTimer(clock);
  }

  /** Resolves once the frame has a slot, or when nobody gets one any more. */
  async begin(carried: PendingFrame): Promise<void> {
    if (this.#isEnded) return;
    const begun = this.#serve(carried);
    if (begun !== null) return await begun;
    await new Promise<void>((begin) => {
      this.#waiters.push({ carried, begin });
      this.#lookInTime();
    });
  }

  /** Looks who can be served, for something has changed. */
  look(): void {
    if (this.#waiters.length === 0) return;
    this.#waiters = this.#waiters.filter(({ carried, begin }) => {
      const begun = this.#serve(carried);
      if (begun !== null) begin(begun);
      return begun === null;
    });
    this.#lookInTime();
  }

  get isOneWaiting(): boolean {
    return this.#waiters.length > 0;
  }

  /** Lets nobody wait any more. */
  end(): void {
    this.#isEnded = true;
    for (const { begin } of this.#waiters) begin();
    this.#waiters = [];
    this.#timer.wake();
  }

  /** Resolves once the frame has a slot; `null` if it has to wait for one. */
  #serve(carried: PendingFrame): Promise<void> | null {
    const line = this.#bestLine(carried);
    const pass = line === null || line.freeCount === 0 ? null : line.tryAcquire();
    if (line === null || pass === null) return null;
    this.#turn = Math.max(this.#turn, line.virtualTime);
    // One that was away does not make up for what it has missed.
    line.virtualTime = this.#turn + 1 / line.weight;
    return line.begin(carried, pass);
  }

  #bestLine({ failedAt, refusedBy }: PendingFrame): Endpoint | null {
    let best: Endpoint | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const line of this.#lines) {
      const { number, readiness } = line;
      // A service that hangs with all its slots is not to be waited for.
      if (readiness === "due" && line.freeCount === 0) continue;
      const unwillingness = rankEndpoint(readiness, {
        hasFailed: failedAt !== null,
        failedHere: failedAt === number,
        wasRefusedHere: refusedBy === number,
      });
      if (unwillingness > least || unwillingness === Number.POSITIVE_INFINITY) continue;
      if (unwillingness < least || best === null || hasMoreCapacity(line, best)) best = line;
      least = unwillingness;
    }
    return best;
  }

  /** Sees to it that a service is not missed that comes back with time alone. */
  #lookInTime(): void {
    const nowMs = this.#clock.nowMs();
    for (const { readierInMs } of this.#waiters.length === 0 ? [] : this.#lines) {
      if (readierInMs === null || nowMs + readierInMs >= this.#lookAtMs) continue;
      this.#lookAtMs = nowMs + readierInMs;
      this.#timer.wake();
      void this.#lookAt(this.#lookAtMs, readierInMs);
    }
  }

  async #lookAt(atMs: number, inMs: number): Promise<void> {
    await this.#timer.wait(inMs);
    if (atMs !== this.#lookAtMs) return;
    this.#lookAtMs = Number.POSITIVE_INFINITY;
    this.look();
  }
}
