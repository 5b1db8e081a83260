import { optional, required } from "./option.ts";
import { type ServiceTarget, serviceTargets } from "./service-targets.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { plainText, textList, wholeNumber } from "./units.ts";

/** Location of the job records. */
export interface StatusOptions {
  /** State folder. `null`: the usual one. @default null */
  readonly state: string | null;
}

export const statusSchema: OptionsSchema<StatusOptions> = {
  state: optional(plainText, null),
};

/** Selection of failed frames of a job. */
export interface FailureSelection {
  /** A status (`429`), or a part of the reason. `null`: all. @default null */
  readonly only: string | null;
  /** Globs; the path of a frame must match one of them. Empty: all. @default [] */
  readonly match: readonly string[];
  /** Globs; the path of a frame must match none of them. @default [] */
  readonly ignore: readonly string[];
  /** Maximum number of frames of each job, in the order of their paths. `null`: all. @default null */
  readonly maxFrames: number | null;
}

/** Selection of failed frames, and of their jobs. */
export interface FailureLookupOptions extends StatusOptions, FailureSelection {
  /** Videos, folders or listed paths of the jobs, or names of jobs. */
  readonly sources: readonly string[];
  /** Name of the service of the jobs, as `status` shows it. `null`: any. @default null */
  readonly serviceName: string | null;
}

export const failureLookupSchema: OptionsSchema<FailureLookupOptions> = {
  sources: required(() => textList(1)),
  only: optional(plainText, null),
  match: optional(textList, []),
  ignore: optional(textList, []),
  maxFrames: optional(() => wholeNumber(1), null),
  serviceName: optional(plainText, null),
  ...statusSchema,
};

/** Options of `failures`. */
export interface FailuresOptions extends FailureLookupOptions {
  /** Services of the jobs, if a job has them. `null`: any. @default null */
  readonly to: readonly ServiceTarget[] | null;
}

export const failuresSchema: OptionsSchema<FailuresOptions> = {
  ...failureLookupSchema,
  to: optional(serviceTargets, null),
};
