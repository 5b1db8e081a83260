import type { ErrorCode, ErrorKind } from "./error-codes.ts";
import type { LeftOutCounts } from "./selection-rule.ts";

/** Summary of a run, exactly the object that `--json` prints. */
export interface RunSummary {
  /** Name of the job, as `frameferry status` shows it. */
  readonly job: string;
  /** Frames seen: complete ones, and files that were given up. */
  readonly landed: number;
  /** Frames with a complete, valid answer on record. */
  readonly delivered: number;
  /** Frames that were rejected or ran out of attempts, and files that were given up; kept for `resubmit`. */
  readonly failed: number;
  /** Frames left out on purpose, such as one that was delivered before. */
  readonly skipped: number;
  /**
   * Frames left out by each rule, such as `{"similar": 1204}`; they are part of `skipped`. Rules that left out none are
   * missing.
   */
  readonly skippedBy: LeftOutCounts;
  /** Frames dropped by `whenFull`, and of a camera those that were left when the run ended. */
  readonly dropped: number;
  /** Frames that landed and have no outcome, because the run was interrupted or stopped. */
  readonly pending: number;
  /**
   * Reason why the run ended before its frames did, leaving the others for a later run; `null` if it did
   * not.
   */
  readonly stopped: RunStop | null;
  /**
   * True if it was asked to end early: by `signal`, by a reader that left the loop of its events, or on the
   * command line by Ctrl-C or another signal. This is the normal end of a watch without an end condition.
   */
  readonly aborted: boolean;
  /** Services that rejected every request in the same way; usually empty. */
  readonly rejecting: readonly RejectingService[];
  /** Frames written, as reported by ffmpeg; `null` if no video file was sliced. */
  readonly sliced: number | null;
  /** Frames of the video that could not be decoded, or only in part; `null` without a video. */
  readonly decodeErrors: number | null;
  /** Number of times slicing paused, because its spool was full or its disk low on free space. */
  readonly slicePauses: number;
  /** Frames delivered by earlier runs of the same job. */
  readonly previouslyDelivered: number;
  /**
   * Frames that failed in earlier runs of the same source, are still failed, and were not seen in this run:
   * they are not part of `landed`. A frame that failed earlier and was seen again is part of `failed`.
   */
  readonly previouslyFailed: number;
  /** Files that no file system event announced, found by a periodic listing only. */
  readonly missedEvents: number;
  /**
   * True if the source was read to its end, all counts agree, and nothing is left `previouslyFailed`. A camera was: if
   * `durationSeconds` or `maxFrames` ended the run, and it sent pictures all the time, without a gap.
   */
  readonly complete: boolean;
  /**
   * Reasons why the run is not complete; empty for a complete or an interrupted one, and for frames that
   * failed earlier.
   */
  readonly problems: readonly Problem[];
  /** True if the service responded at least once, in any way; `null` if nothing was sent to it. */
  readonly serviceResponded: boolean | null;
  /** Duration of the run, in milliseconds. */
  readonly durationMs: number;
  /** Frames delivered per second of the run. */
  readonly framesPerSecond: number;
  /** Latency of the delivered frames' last requests, in milliseconds; `null` if none was delivered. */
  readonly latencyMs: Latencies;
  /**
   * Time from the arrival of a frame of a camera to the end of its answer, with all waiting, in milliseconds; `null`
   * where no frame of a camera was delivered.
   */
  readonly captureToAnswerMs: Latencies;
  /** Gaps in the frames of a camera. */
  readonly gaps: SourceGaps;
  /** Motions that began in the frames, with the option `motion`. */
  readonly motions: number;
  /** Recording of a camera; `null` without the option `record`. */
  readonly recording: RecordingCounts | null;
  /** Counts of each service, in the order in which they were named. */
  readonly services: readonly ServiceCounts[];
  /** Counts of the mirror; `null` without one. */
  readonly mirror: MirrorCounts | null;
  /** Absolute path of the results file. */
  readonly results: string;
  /** Reasons of failures, in this run or earlier, the most frequent first; at most 20. */
  readonly failures: readonly FailureGroup[];
  /** Folder with the images of failed frames; `null` if none failed, or they are not in one folder. */
  readonly failedImages: string | null;
}

/**
 * Cause of an early end. `outage`: the service was away for longer than `maxOutageMs`. `wrongProtocol`: the
 * address does not speak the expected protocol. `tooManyFailures`: more frames failed than `maxFailures`.
 * `sameRejection`: the first 20 answers were all the same rejection.
 */
export type StopCause = "outage" | "wrongProtocol" | "tooManyFailures" | "sameRejection";

/** Early end of a run. */
export interface RunStop {
  /** Cause of the end. */
  readonly cause: StopCause;
  /** Last message of the service, number of failures, or common answer, in one sentence. */
  readonly reason: string;
}

/** A service whose answers were all the same rejection, so that the frames are hardly the cause. */
export interface RejectingService {
  /** Its address, without secrets. */
  readonly service: string;
  /** HTTP status of each answer, 300 to 499. */
  readonly status: number;
  /** Most likely way out, in one sentence. */
  readonly remedy: string;
}

/** Counts of one service in a run. */
export interface ServiceCounts {
  /** Its address, without secrets. */
  readonly service: string;
  /** Requests sent to it, whatever their result. */
  readonly requests: number;
  /** Frames that it accepted. */
  readonly delivered: number;
  /** Frames that failed there last. */
  readonly failed: number;
  /** Latency of its frames' last requests, in milliseconds; `null` if it accepted none. */
  readonly latencyMs: Latencies;
  /** Final limit of its requests in flight; `null` if nothing was ever to be sent. */
  readonly limit: RequestLimit | null;
}

/** Counts of the copies sent to a mirror. */
export interface MirrorCounts {
  /** Address of the mirror, without secrets. */
  readonly service: string;
  /** Copies that it accepted. */
  readonly sent: number;
  /** Copies left out because it was busy or away. */
  readonly dropped: number;
  /** Copies that it did not accept. */
  readonly failed: number;
}

/** Limit of requests in flight. */
export interface RequestLimit {
  /** Maximum number of requests in flight. */
  readonly inFlight: number;
  /** Reason of its last change; `null` if the user set it. */
  readonly reason: string | null;
}

/** Frames that failed for the same reason. */
export interface FailureGroup {
  /** Common reason. */
  readonly reason: string;
  /** Number of frames. */
  readonly count: number;
  /** The first three frames, as paths below the frames folder. */
  readonly examples: readonly string[];
}

/** Latency of requests, in milliseconds, from sending to the last byte of the answer. */
export interface Latencies {
  /** Median; `null` without requests. */
  readonly p50: number | null;
  /** 95th percentile; `null` without requests. */
  readonly p95: number | null;
  /** 99th percentile; `null` without requests. */
  readonly p99: number | null;
}

/** Times in which a camera sent no frames; all 0 for other sources. */
export interface SourceGaps {
  /** Number of gaps, with one that the end of the run has cut. */
  readonly count: number;
  /** Their length together, in milliseconds. */
  readonly totalMs: number;
  /** Length of the longest, in milliseconds. */
  readonly longestMs: number;
}

/** What a run has recorded of a camera. */
export interface RecordingCounts {
  /** Number of files. */
  readonly segments: number;
  /** Their size together, in bytes. */
  readonly bytes: number;
  /** Times in which nothing could be recorded. Those in which the camera sent nothing are not among them. */
  readonly gaps: SourceGaps;
}

/** A condition that kept a run from handling all of its source. */
export interface Problem {
  /** Stable name of the problem. */
  readonly code: ErrorCode;
  /** Part of the environment at fault. */
  readonly kind: ErrorKind;
  /** One sentence that names the culprit. */
  readonly message: string;
  /** Way out. */
  readonly remedy?: string | undefined;
}

/** The plain fields of a problem, or of an error that is one, for the summary. */
export function toProblem({ code, kind, message, remedy }: Problem): Problem {
  return { code, kind, message, ...(remedy === undefined ? {} : { remedy }) };
}
