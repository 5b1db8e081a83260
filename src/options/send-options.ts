import { type ProtocolOptions, protocolShape } from "./protocol-options.ts";
import type { Shape } from "./shape.ts";
import {
  answerList,
  countOrAuto,
  countOrShare,
  durationMs,
  httpAddress,
  wholeNumber,
} from "./units.ts";

/** How frames travel to the service. */
export interface SendOptions extends ProtocolOptions {
  /** Address of the service; requests go to it, or to the route below it that the protocol has. */
  readonly to: string;
  /**
   * Requests in flight at once, at most; `auto` finds the fewest that keep the service busy, and
   * follows it when it changes. @default "auto"
   */
  readonly concurrency: number | "auto";
  /** Requests in flight at once that `auto` never goes beyond. @default 256 */
  readonly maxConcurrency: number;
  /**
   * Deadline of one request, from connecting to the last byte of its answer, in milliseconds; `null`
   * leaves it to the protocol: 30 s for detectors, 120 s for language models. @default null
   */
  readonly timeoutMs: number | null;
  /**
   * How long to wait at the start for a service that is not ready, in milliseconds; `null` waits 60 s
   * where the protocol has a word for readiness. @default null
   */
  readonly waitReadyMs: number | null;
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
  concurrency: countOrAuto(10_000).default("auto"),
  maxConcurrency: wholeNumber(1, 10_000).default(256),
  timeoutMs: durationMs(1).nullable().default(null),
  waitReadyMs: durationMs(0).nullable().default(null),
  retries: wholeNumber(0, 1_000).default(4),
  retryOn: answerList(["timeout", "reset"]).default(["408", "429", "5xx", "timeout", "reset"]),
  successOn: answerList([]).default(["2xx"]),
  giveUpMs: durationMs(1).nullable().default(null),
  maxFailures: countOrShare().nullable().default(null),
  ...protocolShape,
};
