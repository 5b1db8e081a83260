import type { ErrorCode, ErrorKind } from "./error-codes.ts";
import type { RunSummary } from "./summary.ts";

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

  /** Makes the error of its parts. */
  constructor(details: ErrorDetails) {
    super(details.message, { cause: details.cause });
    this.name = "FrameferryError";
    this.code = details.code;
    this.kind = details.kind;
    this.remedy = details.remedy;
    this.summary = details.summary ?? null;
  }
}
