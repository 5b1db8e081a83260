import { type Gauges, Step, type Sum } from "./step.ts";

/** A series that is recorded: counts and gauges of all, of a source or of a service. */
export class Series {
  readonly key: string;
  /** The step of a second that is not over yet. */
  readonly step: Step = new Step();
  readonly #gauges: Gauges = { inFlight: 0, limit: null, backlog: 0, isAway: false };

  constructor(key: string) {
    this.key = key;
  }

  get gauges(): Readonly<Gauges> {
    return this.#gauges;
  }

  count(sum: Sum): void {
    this.step.sums[sum] += 1;
  }

  /** @param latencyMs of an answer, in milliseconds. */
  answered(latencyMs: number): void {
    this.step.latencies.add(latencyMs);
  }

  set(gauges: Partial<Gauges>): void {
    Object.assign(this.#gauges, gauges);
    this.step.see(this.#gauges);
  }
}
