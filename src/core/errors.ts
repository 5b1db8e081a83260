import type { RunSummary } from "./summary.ts";

/**
 * Which part of the world is at fault; each kind has its exit code in the command line.
 *
 * `usage`: options or configuration. `source`: the video, folder or wrapped command.
 * `environment`: ffmpeg, the state folder, the disk. `owned`: another frameferry works on the same
 * job. `service`: the service never answered.
 */
export type ErrorKind = "usage" | "source" | "environment" | "owned" | "service";

/** Stable names for what can go wrong: for programs to switch on and for people to search for. */
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

/** What an error is made of. */
export interface ErrorDetails {
  /** What went wrong, by its stable name. */
  readonly code: ErrorCode;
  /** Which part of the world is at fault. */
  readonly kind: ErrorKind;
  /** What happened and to which file, option or address: one sentence. */
  readonly message: string;
  /** What the user can do about it, as a sentence or a command to paste. */
  readonly remedy?: string | undefined;
  /** The error behind it, if there was one. */
  readonly cause?: unknown;
  /** The account of the run that came to nothing. @default null */
  readonly summary?: RunSummary | null;
}

/** A failure that the user can understand and mend; everything else that is thrown is a bug. */
export class FrameferryError extends Error {
  /** What went wrong, by its stable name: for programs to switch on. */
  readonly code: ErrorCode;
  /** Which part of the world is at fault. */
  readonly kind: ErrorKind;
  /** What the user can do about it, as a sentence or a command to paste; `undefined` where nothing is known. */
  readonly remedy: string | undefined;
  /** The account of a run that came to its end without a frame, `problems` included; `null` for other failures. */
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
