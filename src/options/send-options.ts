import type { PixelSize } from "../core/image/image-size.ts";
import { type BatchOptions, batchShape } from "./batch-options.ts";
import { type ConnectionOptions, connectionShape } from "./connection-options.ts";
import { httpAddress } from "./http-address.ts";
import { type ProtocolOptions, protocolShape } from "./protocol-options.ts";
import { type Route, routeList, type ServiceTarget, serviceTargets } from "./service-targets.ts";
import type { OptionsSchema } from "./options-schema.ts";
import {
  answerList,
  countOrAuto,
  countOrShare,
  durationMs,
  pixelSize,
  wholeNumber,
} from "./units.ts";

/** How frames travel to the service. */
export interface SendOptions extends ProtocolOptions, BatchOptions, ConnectionOptions {
  /** The services that share the frames; requests go to an address, or to the route below it that the protocol has. */
  readonly to: readonly ServiceTarget[];
  /** Frames that have services of their own; the first pattern that matches counts. @default [] */
  readonly routes: readonly Route[];
  /** Address of a service that gets a copy of each frame, if it can take it; `null` copies none. @default null */
  readonly mirror: string | null;
  /**
   * Box in pixels that images are made to fit into before they are sent, keeping their form and never
   * growing; the files stay as they are. `null` sends each as it is. @default null
   */
  readonly resize: PixelSize | null;
  /**
   * Requests in flight at once to each service, at most; `auto` finds the fewest that keep a service
   * busy, and follows it when it changes. @default "auto"
   */
  readonly concurrency: number | "auto";
  /** Requests in flight at once to a service that `auto` never goes beyond. @default 256 */
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
  readonly maxOutageMs: number | null;
  /** Ends the run when more frames than this have failed, a number or a share (`5%`); `null` goes on. @default null */
  readonly maxFailures: number | `${number}%` | null;
}

/** How frames travel to one of the services. */
export interface OneServiceOptions extends Omit<SendOptions, "to" | "routes" | "mirror"> {
  /** Its address. */
  readonly to: string;
}

export const sendShape: OptionsSchema<SendOptions> = {
  to: serviceTargets(),
  routes: routeList().default([]),
  mirror: httpAddress().nullable().default(null),
  resize: pixelSize().nullable().default(null),
  concurrency: countOrAuto(10_000).default("auto"),
  maxConcurrency: wholeNumber(1, 10_000).default(256),
  timeoutMs: durationMs(1).nullable().default(null),
  waitReadyMs: durationMs(0).nullable().default(null),
  retries: wholeNumber(0, 1_000).default(4),
  retryOn: answerList(["timeout", "reset"]).default(["408", "429", "5xx", "timeout", "reset"]),
  successOn: answerList([]).default(["2xx"]),
  maxOutageMs: durationMs(1).nullable().default(null),
  maxFailures: countOrShare().nullable().default(null),
  ...protocolShape,
  ...batchShape,
  ...connectionShape,
};
