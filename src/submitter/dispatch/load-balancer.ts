import type { Clock } from "../../core/concurrency/clock.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { hasMoreCapacity } from "./has-more-capacity.ts";
import type { PendingFrame } from "../endpoint/pending-frame.ts";
import { rankEndpoint } from "./rank-endpoint.ts";

/** Starts to send a frame at an endpoint; resolves once it has a slot there. */
export type StartAt = (pending: PendingFrame, endpoint: Endpoint) => Promise<void>;

interface Waiter {
  readonly pending: PendingFrame;
  readonly start: (started?: Promise<void>) => void;
}

/**
 * Finds each frame its service: of those that suit it best, the one with the most of its capacity free.
 * While they are busy the frame waits for them, and holds up no other that another service suits.
 */
export class LoadBalancer {
  readonly #endpoints: readonly Endpoint[];
  readonly #startAt: StartAt;
  readonly #clock: Clock;
  readonly #timer: WakeableTimer;
  #waiters: Waiter[] = [];
  #virtualTime = 0;
  /** Time of the next look at who can be served, at the latest. */
  #lookAtMs = Number.POSITIVE_INFINITY;
  #isEnded = false;

  /** @param startAt the next layer, for a frame that has a permit of the endpoint. */
  constructor(endpoints: readonly Endpoint[], startAt: StartAt, clock: Clock) {
    this.#endpoints = endpoints;
    this.#startAt = startAt;
    this.#clock = clock;
    this.#timer = new WakeableTimer(clock);
  }

  /** Resolves once the frame has a slot, or when none is given any more. */
  async start(pending: PendingFrame): Promise<void> {
    if (this.#isEnded) return;
    const started = this.#serve(pending);
    if (started !== null) return await started;
    await new Promise<void>((start) => {
      this.#setWaiters([...this.#waiters, { pending, start }]);
      this.#lookInTime();
    });
  }

  /** Looks who can be served, for something has changed. */
  look(): void {
    if (this.#waiters.length === 0) return;
    const left = this.#waiters.filter(({ pending, start }) => {
      const started = this.#serve(pending);
      if (started !== null) start(started);
      return started === null;
    });
    this.#setWaiters(left);
    this.#lookInTime();
  }

  /** Ends every wait. */
  end(): void {
    this.#isEnded = true;
    for (const { start } of this.#waiters) start();
    this.#setWaiters([]);
    this.#timer.wake();
  }

  /** Resolves once the frame has a slot; `null` if it has to wait for one. */
  #serve(pending: PendingFrame): Promise<void> | null {
    const endpoint = this.#bestEndpoint(pending);
    if (endpoint === null || endpoint.freeCount === 0) return null;
    const permit = endpoint.health.tryAcquire();
    if (permit === null) return null;
    this.#virtualTime = Math.max(this.#virtualTime, endpoint.virtualTime);
    // One that was away does not make up for what it has missed.
    endpoint.virtualTime = this.#virtualTime + 1 / endpoint.weight;
    pending.permit = permit;
    return this.#startAt(pending, endpoint);
  }

  #bestEndpoint({ failedAt, rejectedBy }: PendingFrame): Endpoint | null {
    let best: Endpoint | null = null;
    let minRank = Number.POSITIVE_INFINITY;
    for (const endpoint of this.#endpoints) {
      const { readiness } = endpoint.health;
      // A service that hangs with all its slots is not to be waited for.
      if (readiness === "due" && endpoint.freeCount === 0) continue;
      const rank = rankEndpoint(readiness, {
        hasFailed: failedAt !== null,
        failedHere: failedAt === endpoint.number,
        wasRejectedHere: rejectedBy === endpoint.number,
      });
      if (rank > minRank || rank === Number.POSITIVE_INFINITY) continue;
      if (rank < minRank || best === null || hasMoreCapacity(endpoint, best)) best = endpoint;
      minRank = rank;
    }
    return best;
  }

  /** The limit of every endpoint is what keeps a frame waiting that any of them could take. */
  #setWaiters(waiters: Waiter[]): void {
    const isAwaited = waiters.length > 0;
    if (isAwaited !== this.#waiters.length > 0)
      for (const { slots } of this.#endpoints) slots.isAwaited = isAwaited;
    this.#waiters = waiters;
  }

  /** Sees to it that a service is not missed that comes back with time alone. */
  #lookInTime(): void {
    const nowMs = this.#clock.nowMs();
    for (const { health } of this.#waiters.length === 0 ? [] : this.#endpoints) {
      const { readierInMs } = health;
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
