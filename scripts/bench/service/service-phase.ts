/** Behavior of a limited service for a while. */
export interface ServicePhase {
  readonly seconds: number;
  /** Requests go to each in turn; their number is the same in all phases. */
  readonly backends: readonly LimitedBackend[];
}

export interface LimitedBackend {
  /** Number of requests processed at once; more wait in the queue. */
  readonly workers: number;
  /** Mean time per request, in milliseconds. */
  readonly serviceMs: number;
  /** Maximum length of the queue; one more is answered with 429. @default unlimited */
  readonly room?: number;
  /** Number of requests up to which it keeps its speed. @default unlimited */
  readonly knee?: number;
  /** Growth of the time per request with each request beyond the knee, as a share of it. @default 0 */
  readonly kneeSlope?: number;
}
