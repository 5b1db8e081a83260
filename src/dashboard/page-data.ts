/**
 * What the dashboard's server sends to its page. Types only: the page shares them. Times are Unix milliseconds;
 * durations say their unit. All text is data of others and must be shown as text.
 */

import type { BrokerStateNow } from "./broker-data.ts";
import type { FrameCard } from "./frame-data.ts";
import type { ServiceStateNow } from "./service-data.ts";

/** Counts since the command began. */
export interface Counts {
  readonly landed: number;
  readonly delivered: number;
  readonly failed: number;
  readonly skipped: number;
  readonly dropped: number;
  /** Requests for a frame that had one before. */
  readonly retries: number;
}

/** State of now. */
export interface DashboardState {
  /** Time of the server. */
  readonly atMs: number;
  /** Name of the command: "run", "watch", "send", "resubmit" or "work". */
  readonly command: string;
  /** Of frameferry. */
  readonly version: string;
  readonly startedAtMs: number;
  /** False before the sources are open, between two videos, and after they are closed. */
  readonly isOpen: boolean;
  readonly totals: Counts;
  /** Failures whose frame was sent again and has another outcome: they count as skipped. */
  readonly withdrawnFailures: number;
  /** Failures of the last minute, without those that were withdrawn. */
  readonly failedInLastMinute: number;
  /** At most `MAX_SOURCES` (200) in the order of their opening; all further ones are summed in one, "other". */
  readonly sources: readonly SourceState[];
  /** At most 100. */
  readonly services: readonly ServiceStateNow[];
  readonly backlog: BacklogState;
  /** Frames that are being sent now. */
  readonly inFlight: number;
  readonly slicer: SlicerState;
  readonly spool: SpoolState;
  /** The broker that frames go to or come from; `null` without one. */
  readonly broker: BrokerStateNow | null;
  /** Groups by reason, the most frequent first, at most 20. */
  readonly failures: readonly FailureState[];
  /** The last 20, the newest last. */
  readonly warnings: readonly WarningState[];
  /** Upper bound of the memory that the dashboard takes for its charts and its frames, in bytes. */
  readonly maxMemoryBytes: number;
}

export interface SourceState {
  /** For `source:ID` of a series and `sourceId` of a frame. */
  readonly id: string;
  readonly name: string;
  /** Retries are counted by service: 0 here. */
  readonly counts: Counts;
  readonly lastLandedAtMs: number | null;
  /** Why nothing can come from it now, as the end of a sentence: "is not there". */
  readonly trouble: string | null;
  /** Since when a camera or stream that is away has sent no frame; `null` for other troubles and for none. */
  readonly troubleSinceMs: number | null;
  /** State of its recording; `null` where it is not to be recorded. */
  readonly recording: RecordingState | null;
}

export interface RecordingState {
  /** Why nothing is recorded now; `null` while it is. */
  readonly trouble: string | null;
}

export interface BacklogState {
  /** Landed, without an outcome. */
  readonly frames: number;
  /** How long the oldest of them has waited; 0 if there is none. */
  readonly oldestAgeSeconds: number;
}

export interface SlicerState {
  /** "none" where frames come ready-made. */
  readonly state: "none" | "slicing" | "paused" | "ended";
  /** Why it is paused: "spoolFull" or "diskLow". */
  readonly reason: string | null;
  /** Frames of the video that is sliced now, or was last. */
  readonly sliced: number;
  readonly expectedFrames: number | null;
}

export interface SpoolState {
  /** Size of the frames of a video that are not delivered yet. */
  readonly bytes: number;
  /** Free space of the disk that the job lies on; `null` while it is unknown. */
  readonly freeBytes: number | null;
}

export interface FailureState {
  readonly id: string;
  readonly reason: string;
  readonly count: number;
  /** A frame whose details and picture are kept as long as the group is; `null` if there is none. */
  readonly exampleFrameId: string | null;
  /** True while its frames are being put into the queue again. */
  readonly isResending: boolean;
  /** False for the rest group of several reasons, and where no source is open. */
  readonly canResend: boolean;
}

export interface WarningState {
  readonly atMs: number;
  readonly message: string;
}

/**
 * One step of time: sums, of which the page makes rates by `seconds`. Series are "all", "source:ID" for the first 32
 * sources and for "other" (counts without retries; the rest is 0 or `null`), and "service:ID" for the first 16 services
 * (without landed, skipped and dropped; backlog is 0).
 */
export interface SeriesPoint {
  /** End of the step. */
  readonly atMs: number;
  readonly seconds: number;
  readonly landed: number;
  readonly delivered: number;
  readonly failed: number;
  readonly skipped: number;
  readonly dropped: number;
  readonly retries: number;
  /** Maximum. */
  readonly inFlight: number;
  /** At the end of the step; of all services together in "all". */
  readonly limit: number | null;
  /** Maximum. */
  readonly backlog: number;
  readonly latencyP50Ms: number | null;
  readonly latencyP95Ms: number | null;
  readonly latencyP99Ms: number | null;
  /** True if the service, or one of all, was away at any time of the step. */
  readonly isAway: boolean;
}

/** 300 steps of 1 s, 240 of 15 s, 288 of 5 min. */
export type Range = "minutes" | "hour" | "day";

/** The oldest point first. */
export type SeriesByKey = Readonly<Record<string, readonly SeriesPoint[]>>;

/** Event `hello` of `GET /api/events`: the beginning. It has an id, as `tick` and `catchup` have. */
export interface HelloMessage {
  /** For the header `x-frameferry-action` of what changes something. */
  readonly actionToken: string;
  readonly state: DashboardState;
  readonly series: { readonly minutes: SeriesByKey };
  /** The newest last. */
  readonly frames: readonly FrameCard[];
}

/** Event `tick`: once a second. */
export interface TickMessage {
  readonly state: DashboardState;
  /** The step that was just finished, of each series. */
  readonly points: Readonly<Record<string, SeriesPoint>>;
}

/**
 * Event `catchup`, in place of `hello` where the request has `Last-Event-ID`, or the query `?lastEventId=` for a page
 * that closes its feed while nobody sees it.
 */
export interface CatchupMessage {
  readonly state: DashboardState;
  /** The missed points of the minutes. */
  readonly series: SeriesByKey;
  /** Frames that the page has missed, the newest last; some of them it may know. */
  readonly frames: readonly FrameCard[];
}

/** Event `ended`: the command has come to its end, and the server goes. */
export interface EndedMessage {
  readonly state: DashboardState;
}

/** Answer 202 of `POST /api/failures/:id/resend`. Any other answer than 2xx has a sentence as its `error`. */
export interface ResendAnswer {
  readonly queued: number;
}
