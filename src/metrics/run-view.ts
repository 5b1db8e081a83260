/** What is read of a run while it is asked for its metrics or its health; a run without listeners costs nothing. */
export interface RunView {
  readonly sources: readonly SourceView[];
  /** Addresses of the services, without secrets. */
  readonly services: readonly string[];
  /** Time at which the oldest frame without an outcome landed, on the clock of `performance.now()`; `null` for none. */
  readonly oldestLandedAtMs: () => number | null;
  /** Size of the frames of a video that are not delivered yet, in bytes; 0 where there is no spool. */
  readonly spoolBytes: () => number;
}

/** A source of frames. */
export interface SourceView {
  /** As in the results of its frames. */
  readonly source: string;
  /** Why nothing can come from it now, as the end of a sentence; `null` while it is open. */
  readonly trouble: () => string | null;
}
