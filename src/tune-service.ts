import { type TuneEvent, tuneService as tune } from "./compose/tune-service.ts";
import { checkOptions, type Given } from "./options/shape.ts";
import { type TuneOptions, tuneShape } from "./options/tune-options.ts";
import type { TuneReport } from "./tune/tune-report.ts";

/** Options of `tuneService`: `to` is needed, all others have defaults. */
export interface TuneServiceOptions extends Given<Omit<TuneOptions, "to">> {
  /** Address that frames are posted to. */
  readonly to: string;
  /** Is told what is about to be sent, and how it goes. */
  readonly onEvent?: (event: TuneEvent) => void;
  /** Ends it at once; what was measured until then is in the report. */
  readonly signal?: AbortSignal;
}

/**
 * Finds how many requests at once suit a service, by sending it more and more within a budget.
 *
 * @throws FrameferryError `ERR_OPTION` at once, for options that do not fit; it rejects with one where
 *   there are no frames to send, or no way to speak to the service.
 */
export function tuneService(options: TuneServiceOptions): Promise<TuneReport> {
  const { signal = new AbortController().signal, onEvent = () => {}, ...given } = options;
  return tune(checkOptions(tuneShape, given), onEvent, signal);
}
