import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { byteRate, type RequestRate, requestRate } from "./rates.ts";
import { wholeNumber } from "./units.ts";

/** Limits of the requests to each service, kept by all runs together, such as for one that is paid by the call. */
export interface QuotaOptions {
  /** Maximum number of requests to a service in a second (`5/s`), minute or hour. `null`: no limit. @default null */
  readonly maxRate: RequestRate | null;
  /** Maximum number of bytes that go to a service in a second; text says `10MB/s`. `null`: no limit. @default null */
  readonly maxBandwidthBytes: number | null;
  /** Maximum number of requests to a service in a day of UTC. `null`: no limit. @default null */
  readonly maxPerDay: number | null;
}

export const quotaSchema: OptionsSchema<QuotaOptions> = {
  maxRate: optional(requestRate, null),
  maxBandwidthBytes: optional(byteRate, null),
  maxPerDay: optional(() => wholeNumber(1, 1_000_000_000), null),
};
