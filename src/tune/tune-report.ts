import type { Latencies } from "../core/summary.ts";

/** What was found out about a service, and exactly the object that `tune --json` prints. */
export interface TuneReport {
  /** Address of the service, without secrets. */
  readonly service: string;
  /** The images that were sent. */
  readonly frames: FrameSample;
  /** How far it was allowed to go. */
  readonly budget: TuneBudget;
  /** Requests that were sent. */
  readonly requests: number;
  /** From the first request to the last answer, in seconds. */
  readonly seconds: number;
  /** Whether the service answered at least once, whatever it said. */
  readonly serviceResponded: boolean;
  /** By the number in flight, ascending. */
  readonly steps: readonly StepReport[];
  /** Why it tried no further number. */
  readonly ending: TuneEnding;
  /** The setting to use; `null` if no step shows one. */
  readonly recommended: Recommendation | null;
  /** How a run does that finds its number by itself; `null` if there was no time to see. */
  readonly auto: AutoReport | null;
}

/** The images that were sent, over and over. */
export interface FrameSample {
  /** `demo`: pictures that the program made itself. */
  readonly kind: "folder" | "video" | "demo";
  /** The folder or video, as it was named; `null` for pictures of our own. */
  readonly path: string | null;
  /** Number of images. */
  readonly count: number;
  /** Size of all of them together, in bytes. */
  readonly byteLength: number;
}

/** How far it may go. */
export interface TuneBudget {
  /** Time for all requests together, in seconds. */
  readonly seconds: number;
  /** Requests in all, at most. */
  readonly requests: number;
  /** Requests in flight at once, at most. */
  readonly maxConcurrency: number;
}

/** How the service did with one number of requests in flight. */
export interface StepReport {
  /** Requests in flight at once. */
  readonly inFlight: number;
  /** Time in full swing, which the figures are of; in seconds. */
  readonly seconds: number;
  /** Frames that were taken per second, once in full swing; `null` if that was too short to tell. */
  readonly framesPerSecond: number | null;
  /** Standard error of `framesPerSecond`, as a share of it: how much it scattered meanwhile. */
  readonly rateError: number;
  /** Of the frames that were taken in full swing, in milliseconds. */
  readonly latencyMs: Latencies;
  /** Requests that were answered, or failed, with those before full swing. */
  readonly requests: number;
  /** How many of them failed. */
  readonly failed: number;
  /** Why, the most frequent first. */
  readonly failures: readonly FailureClass[];
  /** Processor time of this program in full swing, as a share of one core; it has hardly more than one to use. */
  readonly cpuShare: number;
}

/** How the service did with `--concurrency auto`, once that had had time to settle. */
export interface AutoReport extends StepReport {
  /** Requests in flight that it had settled on at the end. */
  readonly inFlight: number;
  /** Frames that were taken per second, once it had settled. */
  readonly framesPerSecond: number;
}

/** Requests that failed in the same way. */
export interface FailureClass {
  /** Such as `status 429` or `no answer in time`. */
  readonly failure: string;
  /** Number of requests that failed so. */
  readonly count: number;
  /** What the first of them was told, in words. */
  readonly example: string;
}

/** Why a load test came to its end. */
export interface TuneEnding {
  /**
   * `knee`: more in flight brought no more. `errors`: too many requests failed. `maxConcurrency`,
   * `seconds`, `requests`: that limit was met. `interrupted`: by a signal.
   */
  readonly cause: "knee" | "errors" | "maxConcurrency" | "seconds" | "requests" | "interrupted";
  /** In words. */
  readonly reason: string;
}

/** A setting for `--concurrency`. */
export interface Recommendation {
  /** Requests in flight at once: the fewest that keep the service busy. */
  readonly concurrency: number;
  /** In words. */
  readonly reason: string;
}
