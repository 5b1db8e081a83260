import type { Clock } from "../core/concurrency/clock.ts";
import type { LoadClient, Sample, SampleOutcome } from "./sample.ts";
import type { CpuMark, StepRecord } from "./step-figures.ts";
import type { Allowance } from "./step-plan.ts";

/** Meters of a step. */
export interface StepMeters {
  readonly clock: Pick<Clock, "nowMs">;
  /** Processor time used by this program so far, in milliseconds. */
  readonly cpuMs: () => number;
  /** Called with each completed request. */
  readonly onSample: (sample: Sample) => void;
}

/** Sends one frame and records the result; returns false without sending when the step is over. */
export type RunSample = (worker: number, send: LoadClient["send"]) => Promise<boolean>;

/** Keeps requests in flight until the step is over; resolves when all have ended. */
export type Load = (runSample: RunSample) => Promise<void>;

/** A load of `inFlight` workers, each sending one request after the other. */
export function fixedLoad(inFlight: number, client: LoadClient): Load {
  return async (runSample) => {
    const keepSending = async (worker: number): Promise<void> => {
      while (await runSample(worker, (signal) => client.send(signal)));
    };
    await Promise.all(Array.from({ length: inFlight }, (_, worker) => keepSending(worker)));
  };
}

/** Settings of a step. */
export interface StepSettings extends Allowance {
  /** Requests in flight; the minimum for an adaptive load. */
  readonly inFlight: number;
  /** Share of the budget that is spent before measuring, 0 to 1. */
  readonly warmUpShare: number;
  /** True to end at once when most requests fail. */
  readonly stopsOnFailures: boolean;
}

/** Keeps a number of requests in flight for a while, and records their results. */
export class StepRun {
  readonly #settings: StepSettings;
  readonly #meters: StepMeters;
  readonly #signal: AbortSignal;
  readonly #startedMs: number;
  readonly #samples: Sample[] = [];
  #sent = 0;
  #failed = 0;
  #warm: CpuMark | null = null;
  #stop: CpuMark | null = null;

  constructor(settings: StepSettings, meters: StepMeters, signal: AbortSignal) {
    this.#settings = settings;
    this.#meters = meters;
    this.#signal = signal;
    this.#startedMs = meters.clock.nowMs();
  }

  /** Number of requests sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Runs a load until the budget is used up, too many requests fail, or the signal aborts. */
  async run(load: Load): Promise<StepRecord> {
    await load(this.#runSample);
    const stop = this.#stop ?? this.#mark();
    const { inFlight } = this.#settings;
    return { inFlight, samples: this.#samples, warm: this.#warm, stop };
  }

  readonly #runSample: RunSample = async (worker, send) => {
    if (this.#isOver()) {
      this.#stop ??= this.#mark();
      return false;
    }
    this.#sent += 1;
    const startedMs = this.#meters.clock.nowMs();
    this.#record(worker, startedMs, await send(this.#signal));
    return true;
  };

  #isOver(): boolean {
    const { inFlight, timeMs, requests, stopsOnFailures } = this.#settings;
    if (this.#stop !== null || this.#signal.aborted || this.#sent >= requests) return true;
    if (stopsOnFailures && this.#hasTooManyFailures()) return true;
    const hasSeenEnough = this.#samples.length >= ROUNDS_TO_SEE * inFlight;
    return hasSeenEnough && this.#elapsedMs() >= timeMs;
  }

  #hasTooManyFailures(): boolean {
    return this.#failed >= MAX_FAILURES && this.#failed > MAX_FAILED_SHARE * this.#samples.length;
  }

  #record(worker: number, startedMs: number, outcome: SampleOutcome): void {
    if (outcome.kind === "void") return;
    const sample = { worker, startedMs, endedMs: this.#meters.clock.nowMs(), outcome };
    this.#samples.push(sample);
    if (outcome.kind === "failed") this.#failed += 1;
    if (this.#isWarm()) this.#warm ??= this.#mark();
    this.#meters.onSample(sample);
  }

  /** True after about one round per worker and the warm-up share of the budget. */
  #isWarm(): boolean {
    const { inFlight, timeMs, requests, warmUpShare } = this.#settings;
    const used = Math.max(this.#elapsedMs() / timeMs, this.#sent / requests);
    return this.#samples.length >= inFlight && used >= warmUpShare;
  }

  #elapsedMs(): number {
    return this.#meters.clock.nowMs() - this.#startedMs;
  }

  #mark(): CpuMark {
    return { atMs: this.#meters.clock.nowMs(), cpuMs: this.#meters.cpuMs() };
  }
}

/** Minimum rounds per request in flight, however slow the service: one to warm up, two to measure. */
export const ROUNDS_TO_SEE = 3;
/** Number and share of failures that end a step at once: rejections are fast. */
const MAX_FAILURES = 20;
const MAX_FAILED_SHARE = 0.5;
