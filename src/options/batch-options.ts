import type { OptionsSchema } from "./options-schema.ts";
import { durationMs, wholeNumber } from "./units.ts";

/** How many frames share a request. */
export interface BatchOptions {
  /** Frames in one request, at most, for a service that takes several. @default 1 */
  readonly batch: number;
  /** How long a frame waits for others to share its request, at most, in milliseconds. @default 20 */
  readonly batchTimeoutMs: number;
}

export const batchShape: OptionsSchema<BatchOptions> = {
  // The idempotency keys of so many still fit into a header line of most servers.
  batch: wholeNumber(1, 128).default(1),
  batchTimeoutMs: durationMs(0).default(20),
};
