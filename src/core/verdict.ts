import type { Predictions } from "./predictions.ts";

/** What one attempt came to. Whoever sends once reports this and decides nothing. */
export type Verdict = Accepted | Unavailable | TransientError | Rejected | FileChanged;

/** A whole, valid answer was read. */
export interface Accepted {
  /** Name of this verdict. */
  readonly kind: "accepted";
  /** HTTP status of the answer. */
  readonly status: number;
  /** Parsed JSON, or text. */
  readonly response: unknown;
  /** What the response means, where the protocol says so. */
  readonly predictions?: Predictions;
}

/** The service cannot take more now (status 408, 429, 503, 504, 524 or 529, connection refused): slow down, try again. */
export interface Unavailable extends FailedAttempt {
  /** Name of this verdict. */
  readonly kind: "unavailable";
  /** Pause that the service asked for, in milliseconds, at most a minute; `null` if it named none. */
  readonly waitMs: number | null;
  /** How it asked for its pause, where that was longer or made no sense. */
  readonly oddWait?: string;
}

/** Something went wrong on the way or inside the service (other 5xx, reset, cut answer): try again. */
export interface TransientError extends FailedAttempt {
  /** Name of this verdict. */
  readonly kind: "transientError";
}

/** The service does not want this frame (other 4xx, redirects): trying again would not help. */
export interface Rejected extends FailedAttempt {
  /** Name of this verdict. */
  readonly kind: "rejected";
}

/**
 * The file is no longer the one that landed: it was rewritten or replaced before it was read, while it
 * was read, or before the service refused it. Its new content is another frame.
 */
export interface FileChanged extends FailedAttempt {
  /** Name of this verdict. */
  readonly kind: "fileChanged";
}

/** What all attempts have in common that did not deliver their frame. */
export interface FailedAttempt {
  /** HTTP status, or `null` if the request was not answered in full. */
  readonly status: number | null;
  /** Whether something was answered all the same, such as the half of an answer. @default false */
  readonly isAnswered?: boolean;
  /** One sentence for a person. */
  readonly reason: string;
  /** Parsed JSON, or text; `null` if there was no answer. */
  readonly response: unknown;
}
