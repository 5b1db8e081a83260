import { type ServiceTarget, serviceTargets } from "./service-targets.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { plainText, textList, wholeNumber } from "./units.ts";

/** Which jobs `status` shows. */
export interface StatusOptions {
  /** State folder; `null` means the usual one. @default null */
  readonly state: string | null;
}

export const statusShape: OptionsSchema<StatusOptions> = {
  state: plainText().nullable().default(null),
};

/** Which of the failed frames of a job are meant. */
export interface FailureSelection {
  /** A status (`429`), or a part of the reason; `null` means all. @default null */
  readonly only: string | null;
  /** Globs of which the path of a frame must match one; empty means all. @default [] */
  readonly match: readonly string[];
  /** Globs of which it must match none. @default [] */
  readonly ignore: readonly string[];
  /** Frames of each job, at most, in the order of their paths; `null` means all. @default null */
  readonly maxFrames: number | null;
}

/** Which failed frames are meant, of which jobs. */
export interface FailureLookupOptions extends StatusOptions, FailureSelection {
  /** Videos, folders or listed paths whose jobs are meant, or names of jobs. */
  readonly sources: readonly string[];
  /** Name of the service whose jobs are meant, as `status` shows it; `null` means any. @default null */
  readonly serviceName: string | null;
}

export const failureLookupShape: OptionsSchema<FailureLookupOptions> = {
  sources: textList(1),
  only: plainText().nullable().default(null),
  match: textList().default([]),
  ignore: textList().default([]),
  maxFrames: wholeNumber(1).nullable().default(null),
  serviceName: plainText().nullable().default(null),
  ...statusShape,
};

/** What `failures` shows. */
export interface FailuresOptions extends FailureLookupOptions {
  /** The services whose job is meant, if they have one; `null` means any. @default null */
  readonly to: readonly ServiceTarget[] | null;
}

export const failuresShape: OptionsSchema<FailuresOptions> = {
  ...failureLookupShape,
  to: serviceTargets().nullable().default(null),
};
