import { setImmediate as nextTurn } from "node:timers/promises";
import type { FailedSample, LoadClient, SampleOutcome } from "../../src/tune/sample.ts";
import { FakeClock } from "../support/clock/fake-clock.ts";

export interface ServiceTraits {
  /** Frames that it works on at once. */
  readonly capacity: number;
  readonly serviceMs: number;
  /** Frames that may wait; it turns away any more. @default all */
  readonly queueLimit?: number;
  /** 10 fails the 10th, 20th, 30th request. @default none */
  readonly failEvery?: number;
}

const TURNED_AWAY: FailedSample = {
  kind: "failed",
  failure: "status 429",
  reason: "the service answered 429",
  isAnswered: true,
};

/** A service in simulated time. */
export class SimulatedService {
  readonly clock = new FakeClock();
  readonly #traits: ServiceTraits;
  readonly #line: (() => void)[] = [];
  #busy = 0;
  requests = 0;
  inFlight = 0;
  maxInFlight = 0;

  constructor(traits: ServiceTraits) {
    this.#traits = traits;
  }

  /** Connections to it. */
  open(): LoadClient {
    return {
      send: async (signal) => {
        this.requests += 1;
        this.inFlight += 1;
        this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
        const outcome = await this.#answer(this.requests, signal).catch((): SampleOutcome => ({
          kind: "void",
        }));
        this.inFlight -= 1;
        return outcome;
      },
    };
  }

  /** Lets time pass as long as it takes. */
  async until<Result>(work: Promise<Result>): Promise<Result> {
    const progress = { isOver: false };
    const end = (): boolean => (progress.isOver = true);
    void work.then(end, end);
    while (!progress.isOver) {
      await nextTurn();
      this.clock.advanceToNext();
    }
    return await work;
  }

  async #answer(number: number, signal: AbortSignal): Promise<SampleOutcome> {
    const { capacity, serviceMs, queueLimit = Infinity, failEvery = Infinity } = this.#traits;
    if (this.#busy >= capacity && this.#line.length >= queueLimit) {
      await this.clock.sleep(1, signal);
      return TURNED_AWAY;
    }
    if (this.#busy >= capacity) await new Promise<void>((resolve) => this.#line.push(resolve));
    this.#busy += 1;
    await this.clock.sleep(serviceMs, signal).finally(() => {
      this.#busy -= 1;
      this.#line.shift()?.();
    });
    return number % failEvery === 0
      ? { ...TURNED_AWAY, failure: "status 500" }
      : { kind: "accepted" };
  }
}
