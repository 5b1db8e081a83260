import type { Predictions } from "./predictions.ts";

/** Outcome of a frame, final. `src/README.md` defines the words. */
export type Outcome = "delivered" | "failed" | "skipped" | "dropped";

/** Result of one frame, with exactly the fields of a line in the results file. */
export interface FrameResult {
  /** Path of the video or watched folder, as the user named it; absolute for a resubmission. */
  readonly source: string;
  /** Path of the image below the frames folder. */
  readonly frame: string;
  /** Index in the video, from 0; `null` if unknown. */
  readonly index: number | null;
  /** Presentation time in the video, in seconds; `null` if unknown. */
  readonly ptsSeconds: number | null;
  /** Outcome of the frame. */
  readonly outcome: Outcome;
  /** Address, without secrets, of the last service it was sent to; `null` if it was not sent. */
  readonly service: string | null;
  /** HTTP status of the last answer; `null` if no attempt was answered. */
  readonly status: number | null;
  /** Number of attempts, without those that an outage or a local shortage took; 0 if none. */
  readonly attempts: number;
  /** From sending the last request to the end of its answer, in milliseconds; `null` if unanswered. */
  readonly latencyMs: number | null;
  /**
   * Answer of the service: parsed if it is JSON, with numbers beyond JavaScript's precision as
   * `JSON.rawJSON`; else text, or a data URI of binary data; `null` if there was none.
   */
  readonly response: unknown;
  /** Meaning of the answer, if the protocol defines it; else `null`. */
  readonly predictions: Predictions | null;
  /** Reason of the outcome; `null` for a delivered frame. */
  readonly reason: string | null;
}
