import type { RunSummary } from "./summary.ts";

/**
 * Part of the environment at fault; the command line maps each kind to an exit code.
 *
 * `usage`: options or configuration. `source`: the video, folder or wrapped command. `environment`: ffmpeg,
 * the state folder, the disk. `owned`: another frameferry works on the same job. `service`: the service
 * never responded.
 */
export type ErrorKind = "usage" | "source" | "environment" | "owned" | "service";

/** Stable error names, for programs to switch on and for people to search for. */
export type ErrorCode =
  | "ERR_OPTION"
  | "ERR_VIDEO_MISSING"
  | "ERR_VIDEO_UNREADABLE"
  | "ERR_VIDEO_REFUSED"
  | "ERR_NO_VIDEO_STREAM"
  | "ERR_VIDEO_CHANGED"
  | "ERR_SOURCE_MISSING"
  | "ERR_SOURCE_UNREADABLE"
  | "ERR_COMMAND_FAILED"
  | "ERR_FRAMES_FOLDER_NOT_EMPTY"
  | "ERR_FRAMES_FOLDER_LOST"
  | "ERR_FFMPEG_MISSING"
  | "ERR_FFMPEG_BROKEN"
  | "ERR_FFMPEG_UNAVAILABLE"
  | "ERR_FFMPEG_CRASHED"
  | "ERR_DISK_FULL"
  | "ERR_FOLDER_UNUSABLE"
  | "ERR_LEDGER_UNUSABLE"
  | "ERR_RECORD_LOST"
  | "ERR_JOB_OWNED"
  | "ERR_JOB_UNKNOWN"
  | "ERR_JOB_HAS_FAILURES"
  | "ERR_PORT_UNUSABLE"
  | "ERR_COUNTS_DISAGREE"
  | "ERR_FRAMES_FAILED"
  | "ERR_ALL_REJECTED"
  | "ERR_SERVICE_SILENT";

/** Fields of an error. */
export interface ErrorDetails {
  /** Stable name of the error. */
  readonly code: ErrorCode;
  /** Part of the environment at fault. */
  readonly kind: ErrorKind;
  /** One sentence that names the event and the file, option or address. */
  readonly message: string;
  /** Way out: a sentence or a command to paste. */
  readonly remedy?: string | undefined;
  /** Underlying error, if any. */
  readonly cause?: unknown;
  /** Summary of the failed run. @default null */
  readonly summary?: RunSummary | null;
}

/** A failure that the user can understand and fix; anything else thrown is a bug. */
export class FrameferryError extends Error {
  /** Stable name of the error, for programs to switch on. */
  readonly code: ErrorCode;
  /** Part of the environment at fault. */
  readonly kind: ErrorKind;
  /** Way out: a sentence or a command to paste; `undefined` if none is known. */
  readonly remedy: string | undefined;
  /** Summary of a run that ended without a single frame, `problems` included; `null` for other failures. */
  readonly summary: RunSummary | null;

  constructor(details: ErrorDetails) {
    super(details.message, { cause: details.cause });
    this.name = "FrameferryError";
    this.code = details.code;
    this.kind = details.kind;
    this.remedy = details.remedy;
    this.summary = details.summary ?? null;
  }
}
