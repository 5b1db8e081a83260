import type { StolenTime } from "./stolen-time.ts";
import type { Timeline } from "./timeline.ts";

/** One server process behind the service's address, or several that share a queue. */
export interface Backend {
  /** Requests that it works on at once; more wait in line, first come, first served. */
  readonly workers: number;
  /** Mean time of the work on one request, in milliseconds. */
  readonly serviceMs: number;
  /** How the time of the work is spread. @default every request takes the same time */
  readonly spread?: Spread;
  /** Whether the newest request in line comes next, so that old ones starve. @default the oldest */
  readonly isNewestFirst?: boolean;
  /** Requests that may wait in line. One more is answered `overloaded`. @default no bound */
  readonly room?: number;
  /** Requests in the backend up to which it keeps its pace. @default no bound */
  readonly knee?: number;
  /**
   * Takes all requests of the connections from this number on, up to where another backend does: a
   * server whose processes keep what they once accepted. @default requests go to each in turn
   */
  readonly fromConnection?: number;
  /** Share of its work that it saves while it has at least so many requests at hand. @default nothing */
  readonly savingFrom?: readonly [requests: number, share: number];
  /** Growth of the service time with each request past the knee, as a share of it. @default 0 */
  readonly kneeSlope?: number;
}

/** `uniform`: half to one and a half times the mean. `exponential`: as memoryless as it gets. */
export type Spread = "none" | "uniform" | "exponential" | "lognormal";

/** A backend with its line of waiting requests, in simulated time. */
export class SimulatedLine {
  readonly #timeline: Timeline;
  readonly #random: () => number;
  readonly #waiting: { readonly factor: number; readonly done: () => void }[] = [];
  #backend: Backend;
  #working = 0;

  readonly #time: StolenTime | null;

  /** @param time what others leave it of the processor; all of it by default. */
  constructor(
    backend: Backend,
    timeline: Timeline,
    random: () => number,
    time: StolenTime | null = null,
  ) {
    this.#time = time;
    this.#backend = backend;
    this.#timeline = timeline;
    this.#random = random;
  }

  get isFull(): boolean {
    const { workers, room = Number.POSITIVE_INFINITY } = this.#backend;
    return this.#working >= workers && this.#waiting.length >= room;
  }

  become(backend: Backend): void {
    this.#backend = backend;
    this.#workOn();
  }

  enter(factor: number, done: () => void): void {
    this.#waiting.push({ factor, done });
    this.#workOn();
  }

  #workOn(): void {
    while (this.#working < this.#backend.workers) {
      const next = this.#backend.isNewestFirst ? this.#waiting.pop() : this.#waiting.shift();
      if (next === undefined) return;
      this.#working += 1;
      const { nowMs } = this.#timeline;
      const workMs = this.#workMs() * next.factor;
      const takesMs = this.#time === null ? workMs : this.#time.doneAt(nowMs, workMs) - nowMs;
      this.#timeline.after(takesMs, () => {
        this.#working -= 1;
        next.done();
        this.#workOn();
      });
    }
  }

  #workMs(): number {
    const { serviceMs, spread = "none", knee = 0, kneeSlope = 0 } = this.#backend;
    const here = this.#working + this.#waiting.length;
    const [savingFrom, saving] = this.#backend.savingFrom ?? [Number.POSITIVE_INFINITY, 0];
    const slowness = 1 + kneeSlope * Math.max(0, here - knee);
    const share = here >= savingFrom ? 1 - saving : 1;
    return serviceMs * slowness * share * spreadFactor(spread, this.#random);
  }
}

/** A random number whose mean is 1. */
function spreadFactor(spread: Spread, random: () => number): number {
  switch (spread) {
    case "none":
      return 1;
    case "uniform":
      return 0.5 + random();
    case "exponential":
      return -Math.log(1 - random());
    case "lognormal": {
      const sigma = 0.5;
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      return Math.exp(sigma * normal - (sigma * sigma) / 2);
    }
  }
}
