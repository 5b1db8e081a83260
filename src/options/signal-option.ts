import { z } from "zod";
import type { OptionsSchema } from "./options-schema.ts";

/** How a program ends what it has started; the command line has Ctrl-C and SIGTERM for that. */
export interface SignalOption {
  /**
   * Ends the run early: no further frame is taken, requests in flight are finished, and the summary says
   * `aborted`. @default none
   */
  readonly signal?: AbortSignal | undefined;
}

export const signalShape: OptionsSchema<Required<SignalOption>> = {
  signal: z
    .custom<AbortSignal>((given) => given instanceof AbortSignal, "must be an AbortSignal")
    .optional(),
};
