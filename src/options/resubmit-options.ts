import { type DeliveredOptions, deliveredShape } from "./delivered-options.ts";
import { type FailureOptions, failureShape } from "./failure-options.ts";
import { type ParkedOptions, parkedShape } from "./lookup-options.ts";
import { type RecordOptions, recordShape } from "./record-options.ts";
import { type SendOptions, sendShape } from "./send-options.ts";
import type { Shape } from "./shape.ts";
import { httpAddress } from "./units.ts";

/** Everything that `resubmit` needs to know: which failed frames, and where they go. */
export interface ResubmitOptions
  extends
    Omit<SendOptions, "to">,
    ParkedOptions,
    DeliveredOptions,
    FailureOptions,
    Pick<RecordOptions, "resultsFile" | "stateFolder" | "serviceName"> {
  /** Address that each frame is posted to; `null` means that of its job. @default null */
  readonly to: string | null;
}

export const resubmitShape: Shape<ResubmitOptions> = {
  ...sendShape,
  to: httpAddress().nullable().default(null),
  ...parkedShape,
  ...deliveredShape,
  ...failureShape,
  resultsFile: recordShape.resultsFile,
  serviceName: recordShape.serviceName,
};
