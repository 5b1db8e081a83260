/**
 * What the dashboard's server sends to its page. Types only: the page shares them. Times are Unix milliseconds;
 * durations say their unit. All text is data of others and must be shown as text.
 */

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

/** A broker, as it was seen in the last seconds. */
export interface BrokerStateNow {
  /** Without secrets. */
  readonly address: string;
  /** Why nothing is known of it now, as a sentence; `null` while it can be reached. */
  readonly trouble: string | null;
  /** `null` while nothing is known of them. */
  readonly queues: { readonly frames: BrokerQueueNow; readonly results: BrokerQueueNow } | null;
  /** Time until it acknowledged a message of this command, in the last minute. */
  readonly acknowledgementMs: Latency;
  /** Frames that this worker took and that another one had taken before. */
  readonly takenAgain: number;
  /** At most 100, in the order of their names; `null` while no sign of theirs would be heard. */
  readonly workers: readonly WorkerNow[] | null;
  /** Number of all of them. */
  readonly workerCount: number;
}

/** A queue at a broker; `null` is what the broker does not tell. */
export interface BrokerQueueNow {
  readonly messages: number | null;
  readonly byteLength: number | null;
  /** Size at which it takes no more; `null` also for none. */
  readonly maxBytes: number | null;
  /** 0 for an empty queue. */
  readonly oldestAgeSeconds: number | null;
  readonly held: number | null;
  readonly redelivered: number | null;
}

/** A worker, by its last sign of life. */
export interface WorkerNow {
  readonly name: string;
  readonly version: string;
  /** Addresses without secrets. */
  readonly services: readonly string[];
  readonly sinceMs: number;
  readonly lastSignAtMs: number;
  /** True if some of its signs are missing; after a minute it is left out. */
  readonly isSilent: boolean;
  readonly held: number;
  readonly delivered: number;
  readonly failed: number;
  readonly framesPerSecond: number;
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

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FrameFinding {
  readonly label: string;
  readonly confidence: number | null;
  /** In pixels of the frame; `null` for what is said of the whole frame. */
  readonly box: Box | null;
}

/** A frame among the latest. Only some frames are shown where there are more than 3 a second. */
export interface FrameCard {
  readonly id: string;
  readonly atMs: number;
  /** Name of the source. */
  readonly source: string;
  readonly sourceId: string;
  readonly frame: string;
  readonly index: number | null;
  readonly ptsSeconds: number | null;
  readonly outcome: "delivered" | "failed";
  readonly service: string | null;
  readonly status: number | null;
  readonly latencyMs: number | null;
  readonly attempts: number;
  readonly reason: string | null;
  /** Pixels of the frame that was sent: coordinates of boxes. `null` if unknown. */
  readonly width: number | null;
  readonly height: number | null;
  readonly hasPicture: boolean;
  /** At most 50. */
  readonly findings: readonly FrameFinding[];
  /** What a language model said of it, cut at 1,000 characters. */
  readonly text: string | null;
}

export interface AttemptMade {
  readonly atMs: number;
  readonly service: string;
  readonly status: number | null;
  readonly latencyMs: number;
  /** Kind of the verdict: "accepted", "rejected", "transientError", "unavailable", "fileChanged". */
  readonly outcome: string;
  readonly reason: string | null;
}

/** Answer of `GET /api/frames/:id`. */
export interface FrameDetails extends FrameCard {
  /** The answer; its beginning as text if it is longer than 64 KB. */
  readonly response: unknown;
  readonly isResponseCut: boolean;
  /** At most the last 20. */
  readonly attemptsMade: readonly AttemptMade[];
}

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
