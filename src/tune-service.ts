import { z } from "zod";
import { type TuneEvent, tuneService as tune } from "./app/tune/tune-service.ts";
import { checkOptions, type OptionsInput, type OptionsSchema } from "./options/options-schema.ts";
import { signalShape } from "./options/signal-option.ts";
import { type TuneOptions, tuneShape } from "./options/tune-options.ts";
import type { TuneReport } from "./tune/tune-report.ts";

/** Options of `tuneService`: `to` is needed, all others have defaults. */
export interface TuneServiceOptions extends OptionsInput<Omit<TuneOptions, "to">> {
  /** Address that frames are posted to. */
  readonly to: string;
  /** Is told what is about to be sent, and how it goes. @default none */
  readonly onEvent?: (event: TuneEvent) => void;
  /** Ends it at once; what was measured until then is in the report. @default none */
  readonly signal?: AbortSignal;
}

/**
 * Finds how many requests at once suit a service, by sending it more and more within a budget.
 *
 * Never throws. It rejects with a `FrameferryError`: `ERR_OPTION` for options that do not fit, before
 * anything is done, and another code where there are no frames to send, or no way to speak to the service.
 *
 * @returns the report. Its `ending.cause` is `interrupted` when `signal` has aborted; before the first
 *   request there is nothing to report, and it rejects with the signal's reason.
 */
export async function tuneService(options: TuneServiceOptions): Promise<TuneReport> {
  const checked = checkOptions(tuneServiceShape, options);
  const { signal = new AbortController().signal, onEvent = () => {}, ...given } = checked;
  return await tune(given, onEvent, signal);
}

interface ListenerOptions {
  readonly onEvent: TuneServiceOptions["onEvent"] | undefined;
  readonly signal: AbortSignal | undefined;
}

const tuneServiceShape: OptionsSchema<TuneOptions & ListenerOptions> = {
  ...tuneShape,
  ...signalShape,
  onEvent: z
    .custom<NonNullable<TuneServiceOptions["onEvent"]>>(
      (given) => typeof given === "function",
      "must be a function",
    )
    .optional(),
};
