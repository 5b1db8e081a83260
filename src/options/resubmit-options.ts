import { optional } from "./option.ts";
import { type DeliveredOptions, deliveredSchema } from "./delivered-options.ts";
import { type EdgeOptions, edgeSchema } from "./edge-options.ts";
import { type FailureOptions, failureSchema } from "./failure-options.ts";
import { type FailureLookupOptions, failureLookupSchema } from "./lookup-options.ts";
import { type ResultsOptions, resultsSchema } from "./results-options.ts";
import { type SendOptions, sendSchema } from "./send-options.ts";
import { type ServiceTarget, serviceTargets } from "./service-targets.ts";
import { type MonitoringOptions, monitoringSchema } from "./monitoring-options.ts";
import type { OptionsSchema } from "./options-schema.ts";

/** Options of `resubmit`. */
export interface ResubmitOptions
  extends
    Omit<SendOptions, "to">,
    EdgeOptions,
    FailureLookupOptions,
    DeliveredOptions,
    FailureOptions,
    ResultsOptions,
    MonitoringOptions {
  /** Services that share the frames. `null`: those of their job. @default null */
  readonly to: readonly ServiceTarget[] | null;
}

export const resubmitSchema: OptionsSchema<ResubmitOptions> = {
  ...sendSchema,
  ...edgeSchema,
  to: optional(serviceTargets, null),
  ...failureLookupSchema,
  ...deliveredSchema,
  ...failureSchema,
  ...resultsSchema,
  ...monitoringSchema,
};
