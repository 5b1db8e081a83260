/** How a service of given capacity is for a while. */
export interface ServicePhase {
  readonly seconds: number;
  /** Requests go to each in turn; their number is the same in all phases. */
  readonly backends: readonly LimitedBackend[];
}

export interface LimitedBackend {
  /** Requests that it works on at once; more wait in line. */
  readonly workers: number;
  /** Mean time of the work on one request, in milliseconds. */
  readonly serviceMs: number;
  /** Requests that may wait in line; one more is answered 429. @default no bound */
  readonly room?: number;
  /** Requests in work up to which it keeps its pace. @default no bound */
  readonly knee?: number;
  /** Growth of the time of the work with each request past the knee, as a share of it. @default 0 */
  readonly kneeSlope?: number;
}
