import type { RecordingPlace } from "./frame.ts";
import type { CroppedPart } from "./cropped-part.ts";
import type { Predictions } from "./predictions.ts";
import type { SelectionRule } from "../selection-rule.ts";

/** Outcome of a frame, final. `src/README.md` defines the words. */
export type Outcome = "delivered" | "failed" | "skipped" | "dropped";

/** Worker that has answered a frame by way of a broker, and what it took there. */
export interface AnsweringWorker {
  /** Its name, as its option `workerName` says. */
  readonly name: string;
  /** Address, without secrets, of the last service that it sent the frame to; `null` if it did not send it. */
  readonly service: string | null;
  /** Number of attempts there, without those that an outage took. */
  readonly attempts: number;
  /** From sending its last request to the end of the answer, in milliseconds; `null` if unanswered. */
  readonly latencyMs: number | null;
}

/** Result of one frame, with exactly the fields of a line in the results file. */
export interface FrameResult {
  /** Path of the video or watched folder, as the user named it; absolute for a resubmission. */
  readonly source: string;
  /** Place at which the frame landed; only where results are read at a broker. */
  readonly site?: string;
  /** Path of the image below the frames folder. */
  readonly frame: string;
  /** Index in the video, from 0; `null` if unknown. */
  readonly index: number | null;
  /** Presentation time in the video, in seconds; `null` if unknown. */
  readonly ptsSeconds: number | null;
  /**
   * Time at which the frame of a camera arrived, in UTC as ISO 8601 with milliseconds: it counts on from the wall
   * clock at the start of the program, so that it never jumps. Missing for all other frames.
   */
  readonly capturedAt?: string;
  /**
   * Time from there to the end of the answer, with all waiting and all attempts, in milliseconds; only for delivered
   * frames of a camera, in the run in which they came.
   */
  readonly captureToAnswerMs?: number;
  /**
   * Place of the frame in the recording of its camera, with the option `record`. Missing while nothing could be
   * recorded, and for a frame that a later run sends again.
   */
  readonly recording?: RecordingPlace;
  /** Outcome of the frame. */
  readonly outcome: Outcome;
  /** Address, without secrets, of the last service it was sent to; `null` if it was not sent. */
  readonly service: string | null;
  /** HTTP status of the last answer; `null` if no attempt was answered. */
  readonly status: number | null;
  /** Number of attempts, without those that an outage or a local shortage took; 0 if none. */
  readonly attempts: number;
  /** Worker that answered; only for a frame that went by way of a broker. */
  readonly worker?: AnsweringWorker;
  /** From sending the last request to the end of its answer, in milliseconds; `null` if unanswered. */
  readonly latencyMs: number | null;
  /**
   * Answer of the service: parsed if it is JSON, with numbers beyond JavaScript's precision as
   * `JSON.rawJSON`; else text, or a data URI of binary data; `null` if there was none.
   */
  readonly response: unknown;
  /** Meaning of the answer, if the protocol defines it; else `null`. */
  readonly predictions: Predictions | null;
  /**
   * Part of the frame that was sent, with the option `crop`; only for delivered frames. `predictions` are in pixels of
   * the whole frame, and `response` is as the service gave it.
   */
  readonly crop?: CroppedPart;
  /** Reason of the outcome; `null` for a delivered frame. */
  readonly reason: string | null;
  /** Rule that left the frame out, such as `similar`; missing for a frame that none did. */
  readonly rule?: SelectionRule;
}
