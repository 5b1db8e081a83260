/** What sending one frame once came to. */
export type SampleOutcome = TellingOutcome | { readonly kind: "void" };

/** An outcome that says something about the service; a `void` one does not. */
export type TellingOutcome = { readonly kind: "accepted" } | FailedSample;

export interface FailedSample {
  readonly kind: "failed";
  /** In which way: requests that fail alike are counted together. */
  readonly failure: string;
  /** Why this one failed, in words. */
  readonly reason: string;
  /** Whether the service answered, if only in part. */
  readonly isAnswered: boolean;
}

/** One request that has ended. */
export interface Sample {
  /** The chain of requests, one after the other, that it belongs to: from 0. */
  readonly worker: number;
  /** Monotonic, in milliseconds. */
  readonly startedMs: number;
  /** When the last byte of the answer was read. */
  readonly endedMs: number;
  readonly outcome: TellingOutcome;
}

/** Sends one frame after the other. */
export interface LoadClient {
  /** Sends the next frame once; never throws. */
  send(signal: AbortSignal): Promise<SampleOutcome>;
}
