/** Grants the requests to one service, so that no more go out than the user allows. */
export interface RequestQuota {
  /** Time for which every request has had to wait for long, in milliseconds, so far in this run. */
  readonly pausedMs: number;
  /** Rest of a long wait of every request, in milliseconds; 0 if there is none. */
  readonly pauseLeftMs: number;
  /**
   * Resolves once a request may go out, first come, first served: it is `granted`, and counts whatever becomes of
   * it. `aborted` if the signal aborts before; `paused` if the wait would be a long one and `isPatient` is false.
   *
   * @param byteLength size of the request, with its header fields.
   * @param isPatient whether it waits for long. @default true
   */
  acquire(
    byteLength: number,
    signal: AbortSignal,
    isPatient?: boolean,
  ): Promise<"granted" | "aborted" | "paused">;
  /** Takes a request that may go out at once. @returns whether it may. */
  tryAcquire(byteLength: number): boolean;
}

/** Record of what was granted, which several runs and processes share. Each call is one transaction. */
export interface QuotaStore {
  /** @param decide gets what is on record, `null` for nothing, and returns what is to be; `null` leaves it. */
  changePace(name: string, decide: (before: PaceRecord | null) => PaceRecord | null): void;
  /** @param decide as for `changePace`. */
  changeDay(name: string, decide: (before: DayRecord | null) => DayRecord | null): void;
  /** What is on record of a day; `null` for nothing. */
  readDay(name: string): DayRecord | null;
}

/** Time that was given away. Times are in milliseconds of the wall clock, since 1970. */
export interface PaceRecord {
  /** Time from which nobody has anything. */
  readonly freeAtMs: number;
  /** Time of this record. */
  readonly notedAtMs: number;
}

/** Requests that were given away in a day. */
export interface DayRecord {
  /** Days since 1970, in UTC. */
  readonly day: number;
  readonly count: number;
}
