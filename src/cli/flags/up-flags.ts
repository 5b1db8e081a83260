import type { MonitoringOptions } from "../../options/monitoring-options.ts";
import { monitoringSchema } from "../../options/monitoring-options.ts";
import type { OptionsSchema } from "../../options/options-schema.ts";
import { recordSchema, type RecordOptions } from "../../options/record-options.ts";
import { sliceSchema, type SliceOptions } from "../../options/slice-options.ts";
import type { Flag } from "./flags.ts";
import { MONITORING_FLAGS } from "./monitoring-flags.ts";
import { SLICING_FLAGS } from "./run-flags.ts";
import { PLACE_FLAGS } from "./send-flags.ts";

/** Options that may be given for a whole site, in place of what its file says. */
export type UpOptions = Omit<MonitoringOptions, "report"> &
  Pick<RecordOptions, "state"> &
  Pick<SliceOptions, "ffmpeg">;

const { report: _, ...monitoring } = monitoringSchema;

export const upSchema: OptionsSchema<UpOptions> = {
  ...monitoring,
  state: recordSchema.state,
  ffmpeg: sliceSchema.ffmpeg,
};

/** Those flags of other commands that make sense for all sources together. */
export const UP_FLAGS: readonly Flag<UpOptions>[] = [
  ...MONITORING_FLAGS,
  ...PLACE_FLAGS,
  ...SLICING_FLAGS,
].filter((flag): flag is Flag<UpOptions> => flag.key in upSchema);
