import type { Shape } from "./shape.ts";
import { durationMs, httpAddress, plainText, wholeNumber } from "./units.ts";

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
}

export const sendShape: Shape<SendOptions> = {
  to: httpAddress(),
  field: plainText().default("image"),
  concurrency: wholeNumber(1, 10_000).default(16),
  timeoutMs: durationMs(1).default(30_000),
  retries: wholeNumber(0, 1_000).default(4),
};
