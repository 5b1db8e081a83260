import type { Predictions } from "../core/frame/predictions.ts";

/** One whole frame on its way to a worker. */
export interface FrameMessage {
  /** Idempotency key of the frame: the same in every round. */
  readonly key: string;
  /**
   * Number of this delivery, from 0, which grows each time that the frame is handed over: a broker that has seen a
   * message of the same key and round within its window of de-duplication swallows it, even if that message was
   * delivered and removed.
   */
  readonly round: number;
  /** Place at which the frame landed; the first part of its address. @see subjectPart */
  readonly site: string;
  /** Who waits for the result; letters, digits, `-` and `_`. */
  readonly edge: string;
  /** Name of the camera, video or folder, within its site; the second part of its address. */
  readonly source: string;
  /** Path of the image below its source, with `/` as separator. */
  readonly path: string;
  /** Media type of the image, such as `image/jpeg`. */
  readonly contentType: string;
  /** Index in the video, from 0; `null` if unknown. */
  readonly index: number | null;
  /** Presentation time in the video, in seconds; `null` if unknown. */
  readonly ptsSeconds: number | null;
  /** Wall-clock time at which it landed, in UTC as ISO 8601. */
  readonly landedAt: string;
  /** Wall-clock time at which a camera showed it, in UTC as ISO 8601; `null` for all other frames. */
  readonly capturedAt: string | null;
  /** The bytes of the image file. */
  readonly image: Buffer;
}

/** What the result of a frame says of the frame itself, for those who do not have it. */
export type FrameFacts = Pick<
  FrameMessage,
  "site" | "source" | "path" | "index" | "ptsSeconds" | "capturedAt"
>;

/** Result of one frame on its way back to its edge. */
export interface ResultMessage {
  /** Idempotency key of the frame. */
  readonly key: string;
  /** Round of the message that it answers. */
  readonly round: number;
  /** Edge that waits for it. */
  readonly edge: string;
  /** Name of the worker. */
  readonly worker: string;
  /** What came of the frame at the worker. */
  readonly outcome: "delivered" | "failed";
  /** Address, without secrets, of the last service it was sent to; `null` if it was not sent. */
  readonly service: string | null;
  /** HTTP status of the last answer; `null` if no attempt was answered. */
  readonly status: number | null;
  /** Number of attempts at the worker. */
  readonly attempts: number;
  /** From sending the last request to the end of its answer, in milliseconds; `null` if unanswered. */
  readonly latencyMs: number | null;
  /**
   * Answer of the service as JSON text, as it stands under `response` in a line of results: numbers beyond JavaScript's
   * precision keep their digits. `"null"` if there was none.
   */
  readonly response: string;
  /** Meaning of the answer, if the protocol defines it; else `null`. */
  readonly predictions: Predictions | null;
  /** Reason of a failure; `null` for a delivered frame. */
  readonly reason: string | null;
  /** Wall-clock time of the outcome at the worker, in UTC as ISO 8601. */
  readonly finishedAt: string;
  /** The frame; `null` from a worker of an earlier version. */
  readonly frame: FrameFacts | null;
}

/** Identity of a frame's message for de-duplication. */
export function messageId({ key, round }: Pick<FrameMessage, "key" | "round">): string {
  return `${key}:${round}`;
}
