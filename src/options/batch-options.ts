import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { durationMs, wholeNumber } from "./units.ts";

/** Sharing of a request by several frames. */
export interface BatchOptions {
  /** Maximum number of frames in one request, for a service that takes several. @default 1 */
  readonly batch: number;
  /** Maximum time that a frame waits for others to share its request, in milliseconds. @default 20 */
  readonly batchTimeoutMs: number;
}

export const batchSchema: OptionsSchema<BatchOptions> = {
  // The idempotency keys of so many still fit into a header line of most servers.
  batch: optional(() => wholeNumber(1, 128), 1),
  batchTimeoutMs: optional(() => durationMs(0), 20),
};
