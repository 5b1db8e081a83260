import type { Clock } from "../core/clock.ts";
import type { Shooter, Shot, ShotOutcome } from "./shot.ts";
import type { CpuMark, StepRecord } from "./step-figures.ts";
import type { Allowance } from "./step-plan.ts";

/** Where a step gets its figures from. */
export interface StepMeters {
  readonly clock: Pick<Clock, "nowMs">;
  /** Processor time that this program has used so far, in milliseconds. */
  readonly cpuMs: () => number;
  /** Is told of each request that has ended. */
  readonly onShot: (shot: Shot) => void;
}

/** Has one frame sent, and notes what becomes of it; or sends nothing, and says `false`, when it is over. */
export type Fire = (lane: number, shoot: Shooter["shoot"]) => Promise<boolean>;

/** Keeps requests in flight until nothing may be sent any more; resolves when all have ended. */
export type Load = (fire: Fire) => Promise<void>;

/** So many lanes, in each of which one request follows the other. */
export function fixedLoad(inFlight: number, shooter: Shooter): Load {
  return async (fire) => {
    const keepFiring = async (lane: number): Promise<void> => {
      while (await fire(lane, (signal) => shooter.shoot(signal)));
    };
    await Promise.all(Array.from({ length: inFlight }, (_, lane) => keepFiring(lane)));
  };
}

/** What a step is to be. */
export interface StepSettings extends Allowance {
  /** Requests to be in flight; those of a load that decides by itself, at the least. */
  readonly inFlight: number;
  /** Part of the allowance that goes by before anything counts, 0 to 1. */
  readonly warmUpShare: number;
  /** Whether it ends at once when most requests fail. */
  readonly endsInStorm: boolean;
}

/** Keeps one number of requests in flight for a while, and notes what becomes of them. */
export class StepRun {
  readonly #settings: StepSettings;
  readonly #meters: StepMeters;
  readonly #signal: AbortSignal;
  readonly #startedMs: number;
  readonly #shots: Shot[] = [];
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

  /** Requests that were sent so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Lets a load send until the allowance is used up, too many requests fail, or the signal aborts. */
  async run(load: Load): Promise<StepRecord> {
    await load(this.#fire);
    const stop = this.#stop ?? this.#mark();
    const { inFlight } = this.#settings;
    return { inFlight, shots: this.#shots, warm: this.#warm, stop };
  }

  readonly #fire: Fire = async (lane, shoot) => {
    if (this.#isOver()) {
      this.#stop ??= this.#mark();
      return false;
    }
    this.#sent += 1;
    const startedMs = this.#meters.clock.nowMs();
    this.#note(lane, startedMs, await shoot(this.#signal));
    return true;
  };

  #isOver(): boolean {
    const { inFlight, timeMs, requests, endsInStorm } = this.#settings;
    if (this.#stop !== null || this.#signal.aborted || this.#sent >= requests) return true;
    if (endsInStorm && this.#isStorm()) return true;
    const hasSeenEnough = this.#shots.length >= ROUNDS_TO_SEE * inFlight;
    return hasSeenEnough && this.#elapsedMs() >= timeMs;
  }

  #isStorm(): boolean {
    return this.#failed >= STORM_FAILURES && this.#failed > STORM_SHARE * this.#shots.length;
  }

  #note(lane: number, startedMs: number, outcome: ShotOutcome): void {
    if (outcome.kind === "void") return;
    const shot = { lane, startedMs, endedMs: this.#meters.clock.nowMs(), outcome };
    this.#shots.push(shot);
    if (outcome.kind === "failed") this.#failed += 1;
    if (this.#isWarm()) this.#warm ??= this.#mark();
    this.#meters.onShot(shot);
  }

  /** Each lane has been there and back about once, and a part of the allowance is used. */
  #isWarm(): boolean {
    const { inFlight, timeMs, requests, warmUpShare } = this.#settings;
    const used = Math.max(this.#elapsedMs() / timeMs, this.#sent / requests);
    return this.#shots.length >= inFlight && used >= warmUpShare;
  }

  #elapsedMs(): number {
    return this.#meters.clock.nowMs() - this.#startedMs;
  }

  #mark(): CpuMark {
    return { atMs: this.#meters.clock.nowMs(), cpuMs: this.#meters.cpuMs() };
  }
}

/** Answers for each in flight, however slow the service: one to warm up, two to look at. */
export const ROUNDS_TO_SEE = 3;
/** So many failures, and a larger share than this, end a step at once: what turns requests away does so fast. */
const STORM_FAILURES = 20;
const STORM_SHARE = 0.5;
