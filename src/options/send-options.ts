import { optional, required } from "./option.ts";
import type { PixelSize } from "../core/image/image-size.ts";
import { type BatchOptions, batchSchema } from "./batch-options.ts";
import { type ConnectionOptions, connectionSchema } from "./connection-options.ts";
import { cropArea } from "./crop-area.ts";
import { serviceUrl } from "./http-address.ts";
import { type ProtocolOptions, protocolSchema } from "./protocol-options.ts";
import { type Route, routeList, type ServiceTarget, serviceTargets } from "./service-targets.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type QuotaOptions, quotaSchema } from "./quota-options.ts";
import {
  answerList,
  countOrAuto,
  countOrShare,
  durationMs,
  pixelSize,
  wholeNumber,
} from "./units.ts";

/** Services, and settings of the requests that carry frames to them. */
export interface SendOptions
  extends ProtocolOptions, BatchOptions, ConnectionOptions, QuotaOptions {
  /**
   * Services that share the frames. Requests go to the address, or to the route below it that the protocol
   * defines.
   */
  readonly to: readonly ServiceTarget[];
  /** Frames with services of their own; the first pattern that matches counts. @default [] */
  readonly routes: readonly Route[];
  /** Address of a service that gets a copy of each frame if it can take it. `null`: no copies. @default null */
  readonly mirror: string | null;
  /**
   * Part of each picture that is sent, in pixels as `100,50,640,360` (x, y, width and height from its top left corner), or in
   * parts of it from 0 to 1 as `0.25,0,0.5,1`, the way up that it is shown. It is cut out before anything else is done to the
   * picture; predictions are in pixels of the whole picture. `null`: all of it. @default null
   */
  readonly crop: string | null;
  /**
   * Size in pixels that images are shrunk to fit before they are sent; they keep their aspect, are never enlarged,
   * and the files stay as they are. `null`: they are sent as they are. @default null
   */
  readonly resize: PixelSize | null;
  /**
   * Maximum number of requests in flight at once to each service. `auto`: the smallest number that keeps a service
   * busy, found and adapted during the run. @default "auto"
   */
  readonly concurrency: number | "auto";
  /** Upper limit for `auto`, in requests in flight at once to a service. @default 256 */
  readonly maxConcurrency: number;
  /**
   * Deadline of one request, from connecting to the last byte of the answer, in milliseconds. `null`: that of the
   * protocol, 30 s for detectors and 120 s for language models. @default null
   */
  readonly timeoutMs: number | null;
  /**
   * Maximum time to wait at the start for a service that is not ready, in milliseconds. `null`: 60 s if the
   * protocol can ask for readiness, else 0. @default null
   */
  readonly waitReadyMs: number | null;
  /** Maximum number of further requests after one that failed. @default 4 */
  readonly retries: number;
  /**
   * Reasons to send a frame again: statuses (`404`), classes of them (`5xx`), `timeout` for a missed deadline,
   * `reset` for a broken connection. Any other answer that is no success fails the frame.
   * @default ["408", "429", "5xx", "timeout", "reset"]
   */
  readonly retryOn: readonly string[];
  /** Statuses (`409`) and classes of them (`2xx`) that count as success. @default ["2xx"] */
  readonly successOn: readonly string[];
  /** Time without a service after which the run ends, in milliseconds. `null`: it waits forever. @default null */
  readonly maxOutageMs: number | null;
  /** Number of failed frames, or their share (`5%`), beyond which the run ends. `null`: no limit. @default null */
  readonly maxFailures: number | `${number}%` | null;
}

/** Address of one service, and settings of the requests that carry frames to it. */
export interface OneServiceOptions extends Omit<SendOptions, "to" | "routes" | "mirror"> {
  /** Address of the service. */
  readonly to: string;
}

/** Default number of further requests after one that failed. */
export const DEFAULT_RETRIES = 4;
/** Default reasons to send a frame again. */
export const DEFAULT_RETRY_ON: readonly string[] = ["408", "429", "5xx", "timeout", "reset"];

export const sendSchema: OptionsSchema<SendOptions> = {
  to: required(serviceTargets),
  routes: optional(routeList, []),
  mirror: optional(serviceUrl, null),
  crop: optional(cropArea, null),
  resize: optional(pixelSize, null),
  concurrency: optional(() => countOrAuto(10_000), "auto"),
  maxConcurrency: optional(() => wholeNumber(1, 10_000), 256),
  timeoutMs: optional(() => durationMs(1), null),
  waitReadyMs: optional(() => durationMs(0), null),
  retries: optional(() => wholeNumber(0, 1_000), DEFAULT_RETRIES),
  retryOn: optional(() => answerList(["timeout", "reset"]), DEFAULT_RETRY_ON),
  successOn: optional(() => answerList([]), ["2xx"]),
  maxOutageMs: optional(() => durationMs(1), null),
  maxFailures: optional(countOrShare, null),
  ...protocolSchema,
  ...batchSchema,
  ...connectionSchema,
  ...quotaSchema,
};
