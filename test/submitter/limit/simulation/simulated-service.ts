import type { RequestOutcome } from "../../../../src/submitter/limit/limiter.ts";
import { seededRandom } from "./random.ts";
import type { Timeline } from "./timeline.ts";

/** One server process behind the service's address, or several that share a queue. */
export interface Backend {
  /** Requests that it works on at once; more wait in line, first come, first served. */
  readonly workers: number;
  /** Mean time of the work on one request, in milliseconds. */
  readonly serviceMs: number;
  /** How the time of the work is spread. @default every request takes the same time */
  readonly spread?: Spread;
  /** Requests that may wait in line. One more is answered `overloaded`. @default no bound */
  readonly room?: number;
  /** Requests in the backend up to which it keeps its pace. @default no bound */
  readonly knee?: number;
  /**
   * Takes all requests of the connections from this number on, up to where another backend does: a
   * server whose processes keep what they once accepted. @default requests go to each in turn
   */
  readonly fromConnection?: number;
  /** Growth of the service time with each request past the knee, as a share of it. @default 0 */
  readonly kneeSlope?: number;
}

export interface Service {
  /** Requests go to each in turn. */
  readonly backends: readonly Backend[];
  /** Time on the way, there and back, in milliseconds; it grows with nothing. @default 0.1 */
  readonly travelMs?: number;
  /** Share of requests that come to nothing after their work, 0 to 1. @default 0 */
  readonly brokenShare?: number;
  /** Share of requests that are turned away whatever the load, 0 to 1. @default 0 */
  readonly overloadedShare?: number;
  /** Share of requests whose work takes ten times as long, 0 to 1. @default 0 */
  readonly slowShare?: number;
}

/** `uniform`: half to one and a half times the mean. `exponential`: as memoryless as it gets. */
export type Spread = "none" | "uniform" | "exponential" | "lognormal";

/** How fast a service turns a request away. */
const TURN_AWAY_MS = 1;

/** A service that works in simulated time. */
export class SimulatedService {
  readonly #timeline: Timeline;
  readonly #random: () => number;
  #service: Service;
  #lines: Line[];
  #turn = 0;

  constructor(service: Service, timeline: Timeline, seed: number) {
    this.#service = service;
    this.#timeline = timeline;
    this.#random = seededRandom(seed);
    // Each line has its own chance, so that its n-th piece of work takes as long at every limit.
    this.#lines = service.backends.map(
      (backend, index) => new Line(backend, timeline, seededRandom(seed + 1000 * (index + 1))),
    );
  }

  /** Changes while requests are in work; the number of backends stays the same. */
  become(service: Service): void {
    this.#service = service;
    for (const [index, backend] of service.backends.entries()) this.#lines[index]?.become(backend);
  }

  /** @param connection number of the connection that the request uses, from 0. */
  take(connection: number, answer: (outcome: RequestOutcome) => void): void {
    const { travelMs = 0.1, brokenShare = 0, overloadedShare = 0, slowShare = 0 } = this.#service;
    const line = this.#lineFor(connection);
    const reply = (outcome: RequestOutcome): void =>
      this.#timeline.after(travelMs, () => answer(outcome));
    if (line.isFull || this.#random() < overloadedShare) {
      this.#timeline.after(TURN_AWAY_MS, () => reply("overloaded"));
      return;
    }
    const outcome = this.#random() < brokenShare ? "broken" : "accepted";
    line.enter(this.#random() < slowShare ? 10 : 1, () => reply(outcome));
  }

  #lineFor(connection: number): Line {
    const { backends } = this.#service;
    const keeper = backends.findLastIndex(({ fromConnection = Infinity }) => fromConnection <= connection);
    if (keeper === -1) this.#turn += 1;
    return this.#lines[keeper === -1 ? this.#turn % this.#lines.length : keeper] as Line;
  }
}

/** One backend with its line of waiting requests. */
class Line {
  readonly #timeline: Timeline;
  readonly #random: () => number;
  readonly #waiting: { readonly factor: number; readonly done: () => void }[] = [];
  #backend: Backend;
  #working = 0;

  constructor(backend: Backend, timeline: Timeline, random: () => number) {
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
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#working += 1;
      this.#timeline.after(this.#workMs() * next.factor, () => {
        this.#working -= 1;
        next.done();
        this.#workOn();
      });
    }
  }

  #workMs(): number {
    const { serviceMs, spread = "none", knee = 0, kneeSlope = 0 } = this.#backend;
    const past = Math.max(0, this.#working + this.#waiting.length - knee);
    return serviceMs * (1 + kneeSlope * past) * spreadFactor(spread, this.#random);
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
