import { optional } from "./option.ts";
import { z } from "zod";
import type { OptionsSchema } from "./options-schema.ts";

/** End of a run by its caller; on the command line, Ctrl-C and SIGTERM do this. */
export interface SignalOption {
  /**
   * Ends the run early: no further frame is taken, requests in flight are finished, and the summary says
   * `aborted`. @default none
   */
  readonly signal?: AbortSignal | undefined;
}

export const signalSchema: OptionsSchema<Required<SignalOption>> = {
  signal: optional(
    () => z.custom<AbortSignal>((given) => given instanceof AbortSignal, "must be an AbortSignal"),
    undefined,
  ),
};
