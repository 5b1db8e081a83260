import type { RequestOutcome } from "../../../../src/submitter/faults.ts";
import { seededRandom } from "../../../support/samples/seeded-random.ts";
import { type Backend, SimulatedLine } from "./simulated-line.ts";
import type { StolenTime } from "./stolen-time.ts";
import type { Timeline } from "./timeline.ts";

export interface Service {
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

/** How fast a service turns a request away. */
const TURN_AWAY_MS = 1;

/** A service that works in simulated time. */
export class SimulatedService {
  readonly #timeline: Timeline;
  readonly #random: () => number;
  #service: Service;
  readonly #lines: readonly SimulatedLine[];
  #turn = 0;

  /** @param time what others leave it of the processor; all of it by default. */
  constructor(service: Service, timeline: Timeline, seed: number, time: StolenTime | null = null) {
    this.#service = service;
    this.#timeline = timeline;
    this.#random = seededRandom(seed);
    // Each line has its own chance, so that its n-th piece of work takes as long at every limit.
    this.#lines = service.backends.map(
      (backend, index) =>
        new SimulatedLine(backend, timeline, seededRandom(seed + 1000 * (index + 1)), time),
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
      this.#timeline.after(TURN_AWAY_MS, () => reply("unavailable"));
      return;
    }
    const outcome = this.#random() < brokenShare ? "transientError" : "answered";
    line.enter(this.#random() < slowShare ? 10 : 1, () => reply(outcome));
  }

  #lineFor(connection: number): SimulatedLine {
    const { backends } = this.#service;
    const keeper = backends.findLastIndex(
      ({ fromConnection = Number.POSITIVE_INFINITY }) => fromConnection <= connection,
    );
    if (keeper === -1) this.#turn += 1;
    return this.#lines[keeper === -1 ? this.#turn % this.#lines.length : keeper] as SimulatedLine;
  }
}
