import type { ErrorCode, ErrorKind } from "./error-codes.ts";

/** The account of a run, and exactly the object that `--json` prints. */
export interface RunSummary {
  /** Name of the job, as `frameferry status` shows it. */
  readonly job: string;
  /** Frames seen: whole ones, and files that were given up. */
  readonly landed: number;
  /** Frames of which a whole, valid answer was read, and is on record. */
  readonly delivered: number;
  /** Frames that were refused or ran out of attempts, and files that were given up: parked until they are sent again. */
  readonly failed: number;
  /** Frames that were left out on purpose, such as one that was delivered before. */
  readonly skipped: number;
  /** Frames that `whenFull` has given up. */
  readonly dropped: number;
  /** Landed, but without a final word, because the run was interrupted or has stopped. */
  readonly pending: number;
  /** Why the run ended by itself before its frames did, which leaves the rest for a later run; `null` if it did not. */
  readonly stopped: RunStop | null;
  /**
   * Whether it was told to end early: by `signal` or a reader that left the loop of its events, and on the
   * command line by Ctrl-C or another signal. For a watch without an end of its own that is how it ends.
   */
  readonly aborted: boolean;
  /** Services that have refused whatever they were sent, each time in the same way; empty in most runs. */
  readonly rejecting: readonly RejectingService[];
  /** Frames that ffmpeg reports to have written; `null` where no video was sliced. */
  readonly sliced: number | null;
  /** Frames of the video that could not be decoded, or only in part; `null` where there was none. */
  readonly decodeErrors: number | null;
  /** How often slicing paused, for its spool was full or its disk had too little room left. */
  readonly slicePauses: number;
  /** Frames that earlier runs of the same job have delivered. */
  readonly previouslyDelivered: number;
  /**
   * Frames that failed in earlier runs of the same source, are still failed, and were not met by this run:
   * they are not among those that landed. A frame that failed earlier and was met is among `failed`.
   */
  readonly previouslyFailed: number;
  /** Files that no event had told of, and that only a listing on the timer found. */
  readonly missedEvents: number;
  /** Whether the source was read to its end, every count agrees, and none of it is left `previouslyFailed`. */
  readonly complete: boolean;
  /**
   * What keeps the run from being complete; empty for a complete or an interrupted one, and for frames that
   * failed earlier.
   */
  readonly problems: readonly Problem[];
  /** Whether the service answered at least once, whatever it said; `null` if nothing was sent to it. */
  readonly serviceResponded: boolean | null;
  /** Whole run, in milliseconds. */
  readonly durationMs: number;
  /** Frames delivered per second of the run. */
  readonly framesPerSecond: number;
  /** Latency of the delivered frames' last requests, in milliseconds; `null` if none was delivered. */
  readonly latencyMs: Latencies;
  /** What each service had of it, in the order in which they were named. */
  readonly services: readonly ServiceCounts[];
  /** What became of the copies for a mirror; `null` without one. */
  readonly mirror: MirrorCounts | null;
  /** Absolute path of the results file. */
  readonly results: string;
  /** Why frames failed, in this run or earlier, the most frequent reason first; at most 20 reasons. */
  readonly failures: readonly FailureGroup[];
  /** Folder that holds the images of the failed frames; `null` if none failed, or not in one folder. */
  readonly failedImages: string | null;
}

/**
 * Why a run ends by itself. `gaveUp`: the service was away for longer than `maxOutageMs`. `misdirected`: what
 * answers at the address speaks something else. `tooManyFailures`: more frames failed than `maxFailures`.
 * `sameRejection`: the first 20 answers were all the same refusal.
 */
export type StopCause = "outage" | "wrongProtocol" | "tooManyFailures" | "sameRejection";

/** That a run has ended by itself, and why. */
export interface RunStop {
  /** What made it end. */
  readonly cause: StopCause;
  /** What the service last said, how many failed, or what each answer was, in words. */
  readonly reason: string;
}

/** A service of which each answer was the same refusal, so that hardly the frames are the cause. */
export interface RejectingService {
  /** Its address, without secrets. */
  readonly service: string;
  /** HTTP status of each answer, 300 to 499. */
  readonly status: number;
  /** What can be done about it, most likely, in words. */
  readonly remedy: string;
}

/** What one service had of a run. */
export interface ServiceCounts {
  /** Its address, without secrets. */
  readonly service: string;
  /** Requests that it was sent, whatever came of them. */
  readonly requests: number;
  /** Frames that it has accepted. */
  readonly delivered: number;
  /** Frames that failed there last. */
  readonly failed: number;
  /** Latency of its frames' last requests, in milliseconds; `null` if it accepted none. */
  readonly latencyMs: Latencies;
  /** Where the number of its requests in flight had settled; `null` if nothing was ever to be sent. */
  readonly limit: RequestLimit | null;
}

/** What became of the copies of frames. */
export interface MirrorCounts {
  /** Address of the mirror, without secrets. */
  readonly service: string;
  /** Copies that it has accepted. */
  readonly sent: number;
  /** Copies that were left out, for it was busy or away. */
  readonly dropped: number;
  /** Copies that it has not accepted. */
  readonly failed: number;
}

/** How many requests may be in flight at once. */
export interface RequestLimit {
  /** Requests in flight at once, at most. */
  readonly inFlight: number;
  /** Why it last moved, in words; `null` where the user has set it. */
  readonly reason: string | null;
}

/** Frames that failed for the same reason. */
export interface FailureGroup {
  /** Why they were not delivered, in words. */
  readonly reason: string;
  /** Number of these frames. */
  readonly count: number;
  /** The first three of them, as paths below the frames folder. */
  readonly examples: readonly string[];
}

/** How long requests took, in milliseconds, from sending one to the last byte of its answer. */
export interface Latencies {
  /** Median; `null` where there was no request. */
  readonly p50: number | null;
  /** 95 % took no longer; `null` where there was no request. */
  readonly p95: number | null;
  /** 99 % took no longer; `null` where there was no request. */
  readonly p99: number | null;
}

/** Something that kept a run from carrying all that its source held. */
export interface Problem {
  /** What went wrong, by its stable name. */
  readonly code: ErrorCode;
  /** Which part of the world is at fault. */
  readonly kind: ErrorKind;
  /** One sentence that names the culprit. */
  readonly message: string;
  /** What can be done about it. */
  readonly remedy?: string | undefined;
}

/** A problem, or an error that is one, as a plain object: what an error has besides is not for the account. */
export function shownProblem({ code, kind, message, remedy }: Problem): Problem {
  return { code, kind, message, ...(remedy === undefined ? {} : { remedy }) };
}
