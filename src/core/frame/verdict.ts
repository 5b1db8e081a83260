import type { CroppedPart } from "./cropped-part.ts";
import type { AnsweringWorker } from "./frame-result.ts";
import type { Predictions } from "./predictions.ts";

/** Result of one attempt. Code that sends once reports it and decides nothing. */
export type Verdict = Accepted | Unavailable | TransientError | Rejected | FileChanged;

/** A complete, valid answer was read. */
export interface Accepted {
  /** Name of this verdict. */
  readonly kind: "accepted";
  /** HTTP status of the answer. */
  readonly status: number;
  /** Parsed JSON, or text. */
  readonly response: unknown;
  /** Meaning of the response, if the protocol defines it. */
  readonly predictions?: Predictions;
  /** Part of the frame that was sent, if not all of it was; predictions are in pixels of the whole frame. */
  readonly crop?: CroppedPart;
  /** Worker that has sent the frame, if it went by way of a broker. */
  readonly worker?: AnsweringWorker;
}

/** The service cannot take more now (status 408, 429, 503, 504, 524 or 529, connection refused): slow down, retry. */
export interface Unavailable extends FailedAttempt {
  /** Name of this verdict. */
  readonly kind: "unavailable";
  /** Pause that the service asked for, in milliseconds, at most a minute; `null` if none. */
  readonly waitMs: number | null;
  /** The requested pause as sent, if it was longer or made no sense. */
  readonly oddWait?: string;
}

/** An error on the network or inside the service (other 5xx, reset, truncated answer): retry. */
export interface TransientError extends FailedAttempt {
  /** Name of this verdict. */
  readonly kind: "transientError";
}

/** The service does not want this frame (other 4xx, redirects): retrying would not help. */
export interface Rejected extends FailedAttempt {
  /** Name of this verdict. */
  readonly kind: "rejected";
}

/**
 * The file is no longer the one that landed: it was rewritten or replaced before or while it was read, or
 * before the service rejected it. Its new content is another frame.
 */
export interface FileChanged extends FailedAttempt {
  /** Name of this verdict. */
  readonly kind: "fileChanged";
}

/** Common fields of attempts that did not deliver their frame. */
export interface FailedAttempt {
  /** HTTP status; `null` if the request was not answered completely. */
  readonly status: number | null;
  /** True if part of an answer arrived. @default false */
  readonly isAnswered?: boolean;
  /** One sentence for a person. */
  readonly reason: string;
  /** Parsed JSON, or text; `null` if there was no answer. */
  readonly response: unknown;
  /** Worker that has sent the frame, if it went by way of a broker. */
  readonly worker?: AnsweringWorker;
}
