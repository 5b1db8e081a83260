/** Result of sending one frame once. */
export type SampleOutcome = CountedOutcome | { readonly kind: "void" };

/** A result that counts for the service; a `void` one does not. */
export type CountedOutcome = { readonly kind: "accepted" } | FailedSample;

export interface FailedSample {
  readonly kind: "failed";
  /** Class of the failure: requests of one class are counted together. */
  readonly failure: string;
  /** Reason of this failure. */
  readonly reason: string;
  /** True if the service answered, at least in part. */
  readonly isAnswered: boolean;
}

/** A completed request. */
export interface Sample {
  /** Worker that sent it, one request after the other; from 0. */
  readonly worker: number;
  /** Monotonic time, in milliseconds. */
  readonly startedMs: number;
  /** Monotonic time of the last byte of the answer, in milliseconds. */
  readonly endedMs: number;
  readonly outcome: CountedOutcome;
}

/** Sends one frame after the other. */
export interface LoadClient {
  /** Sends the next frame once; never throws. */
  send(signal: AbortSignal): Promise<SampleOutcome>;
}
