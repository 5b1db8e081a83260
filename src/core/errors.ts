import type { ErrorCode, ErrorKind } from "./error-codes.ts";
import type { RunSummary } from "./summary.ts";

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
