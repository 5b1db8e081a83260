export interface ServiceCounts {
  /** Frames that were sent, however often. */
  readonly requests: number;
  readonly delivered: number;
  readonly failed: number;
  readonly retries: number;
}

/** Of the answers that delivered a frame; `null` where there was none. */
export interface Latency {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface ServiceStateNow {
  /** For `service:ID` of a series. */
  readonly id: string;
  /** Without secrets. */
  readonly address: string;
  readonly counts: ServiceCounts;
  /** Of the last minute. */
  readonly latencyMs: Latency;
  readonly inFlight: number;
  /** Maximum number of requests in flight; `null` before anything is sent. */
  readonly limit: number | null;
  /** Why it last moved; `null` if the user set it. */
  readonly limitReason: string | null;
  readonly limitChangedAtMs: number | null;
  /** `null` while it answers. */
  readonly away: { readonly sinceMs: number; readonly reason: string } | null;
  /** Why a limit of requests lets none go out for long, in one sentence; `null` while it does. */
  readonly heldBack: string | null;
  /** Requests that are left of the day's limit; `null` without one. */
  readonly leftToday: number | null;
}
