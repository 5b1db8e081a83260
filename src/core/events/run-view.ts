import type { BrokerView } from "./broker-view.ts";
import type { SendingPaused } from "./service-events.ts";

/** What is read of a run while it is asked for its metrics or its health; a run without listeners costs nothing. */
export interface RunView {
  /** Name under which all its sources are shown, if it is of a site. @default each has a name of its own */
  readonly name?: string;
  readonly sources: readonly SourceView[];
  /** Addresses of the services, without secrets. */
  readonly services: readonly string[];
  /** Time at which the oldest frame without an outcome landed, on the clock of `performance.now()`; `null` for none. */
  readonly oldestLandedAtMs: () => number | null;
  /** Size of the frames of a video that are not delivered yet, in bytes; 0 where there is no spool. */
  readonly spoolBytes: () => number;
  /** Bytes that were recorded of a camera; 0 where nothing is recorded. */
  readonly recordedBytes: () => number;
  /** Limits of the requests to services; empty where there are none. */
  readonly limits: () => readonly LimitView[];
  /** The broker that frames go to or come from; `null` without one. */
  readonly broker: BrokerView | null;
  /**
   * Begins to send failed frames of the job again, each as a frame that lands once more.
   *
   * @param reason of their failure, as their results have it; `null` for any.
   * @returns their number; 0 also if the run is about to end.
   */
  readonly resendFailed: (reason: string | null) => Promise<number>;
}

/** What limits of requests leave of a service now. */
export interface LimitView {
  /** Scheme, host and port of the service, or its socket. */
  readonly service: string;
  /** Limits that are set. */
  readonly set: readonly SendingPaused["limit"][];
  /** The limit that lets nothing go out for long, and until when; `null` if none does. */
  readonly hold: LimitHold | null;
  /** Requests that are left of the day's limit; `null` without one, or if its record cannot be read now. */
  readonly leftOfDay: number | null;
}

/** A limit that is used up. */
export interface LimitHold {
  readonly limit: SendingPaused["limit"];
  /** Time at which the next request may go out, in milliseconds since 1970. */
  readonly untilMs: number;
  /** The limit and that time, in one sentence. */
  readonly reason: string;
}

/** A source of frames. */
export interface SourceView {
  /** As in the results of its frames. */
  readonly source: string;
  /** Why nothing can come from it now, as the end of a sentence; `null` while it is open. */
  readonly trouble: () => string | null;
  /**
   * Why it is not recorded now, as the end of a sentence; `null` while it is. @default nobody wants a recording of it
   */
  readonly recordingTrouble?: () => string | null;
}
