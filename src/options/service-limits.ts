import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { wholeNumber } from "./units.ts";

/** Limits of a service of a site, over all sources that send to it. */
export interface ServiceLimits {
  /** Maximum number of requests in flight at once to each of its addresses. `null`: as many as its sources send. @default null */
  readonly maxInFlight: number | null;
}

export const serviceLimitsSchema: OptionsSchema<ServiceLimits> = {
  maxInFlight: optional(() => wholeNumber(1, 10_000), null),
};
