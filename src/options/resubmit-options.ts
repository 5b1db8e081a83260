import { type DeliveredOptions, deliveredShape } from "./delivered-options.ts";
import { type FailureOptions, failureShape } from "./failure-options.ts";
import { type FailureLookupOptions, failureLookupShape } from "./lookup-options.ts";
import { type ResultsOptions, resultsShape } from "./results-options.ts";
import { type SendOptions, sendShape } from "./send-options.ts";
import { type ServiceTarget, serviceTargets } from "./service-targets.ts";
import type { OptionsSchema } from "./options-schema.ts";

/** Options of `resubmit`. */
export interface ResubmitOptions
  extends
    Omit<SendOptions, "to">,
    FailureLookupOptions,
    DeliveredOptions,
    FailureOptions,
    ResultsOptions {
  /** Services that share the frames. `null`: those of their job. @default null */
  readonly to: readonly ServiceTarget[] | null;
}

export const resubmitShape: OptionsSchema<ResubmitOptions> = {
  ...sendShape,
  to: serviceTargets().nullable().default(null),
  ...failureLookupShape,
  ...deliveredShape,
  ...failureShape,
  ...resultsShape,
};
