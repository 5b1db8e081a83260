import { optional, required } from "./option.ts";
import { type ConnectionOptions, connectionSchema } from "./connection-options.ts";
import { serviceUrl } from "./http-address.ts";
import { type ProtocolOptions, protocolSchema } from "./protocol-options.ts";
import { type OneServiceOptions, sendSchema } from "./send-options.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type QuotaOptions, quotaSchema } from "./quota-options.ts";
import { path, plainText, positiveNumber, wholeNumber } from "./units.ts";

/** Options of `tune`: a service, frames to test it with, and limits. */
export interface TuneOptions
  extends
    ProtocolOptions,
    ConnectionOptions,
    QuotaOptions,
    Pick<OneServiceOptions, "to" | "maxConcurrency" | "timeoutMs" | "waitReadyMs" | "successOn"> {
  /** Folder of images, of which the first 200 are sent repeatedly. `null`: none. @default null */
  readonly images: string | null;
  /**
   * Video of which the first 100 frames are sent repeatedly. `null`: none; without `images` and `video`, generated
   * pictures are sent. @default null
   */
  readonly video: string | null;
  /** Path of the ffmpeg that slices the video. `null`: the first that is found. @default null */
  readonly ffmpeg: string | null;
  /** Maximum time of all requests together, in seconds. @default 60 */
  readonly maxSeconds: number;
  /** Maximum number of requests. @default 10000 */
  readonly maxRequests: number;
  /** File for a page with the table and plots, which is replaced. `null`: none. @default null */
  readonly html: string | null;
}

const ONE_DAY_SECONDS = 86_400;

export const tuneSchema: OptionsSchema<TuneOptions> = {
  to: required(serviceUrl),
  images: optional(path, null),
  video: optional(path, null),
  ffmpeg: optional(plainText, null),
  maxConcurrency: sendSchema.maxConcurrency,
  maxSeconds: optional(() => positiveNumber(ONE_DAY_SECONDS), 60),
  maxRequests: optional(() => wholeNumber(10, 100_000_000), 10_000),
  timeoutMs: sendSchema.timeoutMs,
  waitReadyMs: sendSchema.waitReadyMs,
  successOn: sendSchema.successOn,
  html: optional(plainText, null),
  ...protocolSchema,
  ...connectionSchema,
  ...quotaSchema,
};
