import type { Shape } from "./shape.ts";
import {
  answerList,
  countOrShare,
  durationMs,
  httpAddress,
  plainText,
  wholeNumber,
} from "./units.ts";

/** How frames travel to the service. */
export interface SendOptions {
  /** Address that each frame is posted to. */
  readonly to: string;
  /** Name of the multipart form field that carries the image. @default "image" */
  readonly field: string;
  /** Requests in flight at once, at most. @default 16 */
  readonly concurrency: number;
  /** Deadline of one request, from connecting to the last byte of its answer, in milliseconds. @default 30000 */
  readonly timeoutMs: number;
  /** How often a failed request is tried again. @default 4 */
  readonly retries: number;
  /**
   * After what a frame is sent again: statuses (`404`), classes of them (`5xx`), `timeout` for a missed
   * deadline, `reset` for a broken connection. Other answers that are no success fail the frame.
   * @default ["408", "429", "5xx", "timeout", "reset"]
   */
  readonly retryOn: readonly string[];
  /** Statuses (`409`) and classes of them (`2xx`) that count as success. @default ["2xx"] */
  readonly successOn: readonly string[];
  /** Ends the run when the service has been away for this long, in milliseconds; `null` waits for ever. @default null */
  readonly giveUpMs: number | null;
  /** Ends the run when more frames than this have failed, a number or a share (`5%`); `null` goes on. @default null */
  readonly maxFailures: number | `${number}%` | null;
}

export const sendShape: Shape<SendOptions> = {
  to: httpAddress(),
  field: plainText().default("image"),
  concurrency: wholeNumber(1, 10_000).default(16),
  timeoutMs: durationMs(1).default(30_000),
  retries: wholeNumber(0, 1_000).default(4),
  retryOn: answerList(["timeout", "reset"]).default(["408", "429", "5xx", "timeout", "reset"]),
  successOn: answerList([]).default(["2xx"]),
  giveUpMs: durationMs(1).nullable().default(null),
  maxFailures: countOrShare().nullable().default(null),
};
