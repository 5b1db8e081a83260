import type { Predictions } from "./predictions.ts";

/** What became of a frame, for good. `src/README.md` defines the words. */
export type Outcome = "delivered" | "failed" | "skipped" | "dropped";

/** The final word on one frame, and exactly the shape of a line in the results file. */
export interface FrameResult {
  /** The video's path or the watched folder's, as the user named it; absolute for a resubmission. */
  readonly source: string;
  /** Path of the image below the frames folder. */
  readonly frame: string;
  /** Place in the video, from 0; `null` where unknown. */
  readonly index: number | null;
  /** Presentation time in the video, in seconds; `null` where unknown. */
  readonly ptsSeconds: number | null;
  /** What became of it. */
  readonly outcome: Outcome;
  /** Address, without secrets, of the service that it was sent to last; `null` if it was not sent. */
  readonly service: string | null;
  /** HTTP status of the last answer; `null` if no attempt was answered. */
  readonly status: number | null;
  /** Attempts to send this frame, without those that an outage or a shortage of ours took; 0 if none. */
  readonly attempts: number;
  /** From sending the last request to having read its whole answer, in milliseconds; `null` if unanswered. */
  readonly latencyMs: number | null;
  /**
   * The service's answer: parsed where it is JSON, with numbers that JavaScript cannot hold as
   * `JSON.rawJSON`; else text, or a data URI of bytes that are none; `null` if there was none.
   */
  readonly response: unknown;
  /** What the answer means, where the protocol says so; `null` for any other. */
  readonly predictions: Predictions | null;
  /** Why the frame was not delivered, in words; `null` for a delivered one. */
  readonly reason: string | null;
}
