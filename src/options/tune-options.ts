import { type ConnectionOptions, connectionShape } from "./connection-options.ts";
import { httpAddress } from "./http-address.ts";
import { type ProtocolOptions, protocolShape } from "./protocol-options.ts";
import { type OneServiceOptions, sendShape } from "./send-options.ts";
import type { Shape } from "./shape.ts";
import { plainText, positiveNumber, wholeNumber } from "./units.ts";

/** Everything that `tune` needs to know: a service, frames to try it with, and how far to go. */
export interface TuneOptions
  extends
    ProtocolOptions,
    ConnectionOptions,
    Pick<OneServiceOptions, "to" | "maxConcurrency" | "timeoutMs" | "waitReadyMs" | "successOn"> {
  /** Folder of images, of which the first 200 are sent over and over; `null` means none. @default null */
  readonly frames: string | null;
  /** Video of which the first 100 frames are sent over and over; `null` means none: without either, test pictures are sent. @default null */
  readonly video: string | null;
  /** Path of the ffmpeg that slices the video; `null` looks for one. @default null */
  readonly ffmpegPath: string | null;
  /** Time for all requests together, in seconds. @default 60 */
  readonly mostSeconds: number;
  /** Requests in all, at most. @default 10000 */
  readonly mostRequests: number;
  /** File that gets a page with the plots, and is replaced; `null` writes none. @default null */
  readonly htmlFile: string | null;
}

const ONE_DAY_SECONDS = 86_400;

export const tuneShape: Shape<TuneOptions> = {
  to: httpAddress(),
  frames: plainText().nullable().default(null),
  video: plainText().nullable().default(null),
  ffmpegPath: plainText().nullable().default(null),
  maxConcurrency: sendShape.maxConcurrency,
  mostSeconds: positiveNumber(ONE_DAY_SECONDS).default(60),
  mostRequests: wholeNumber(10, 100_000_000).default(10_000),
  timeoutMs: sendShape.timeoutMs,
  waitReadyMs: sendShape.waitReadyMs,
  successOn: sendShape.successOn,
  htmlFile: plainText().nullable().default(null),
  ...protocolShape,
  ...connectionShape,
};
