import { STANDARD_INPUT } from "../../app/jobs/standard-input.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import type { RunTitle } from "./progress.ts";

/** `b.mp4 (2 of 3) → http://127.0.0.1:8000/predict`. */
export function headingOf({ source, place = null, services }: RunTitle): string {
  const which = place === null ? "" : ` (${place.number} of ${place.count})`;
  return escapeControlChars(`${sourceName(source)}${which} → ${services.join(", ")}`);
}

/** What a source is called, as a person would. @param source as it was named. */
export function sourceName(source: string): string {
  return source === STANDARD_INPUT ? "standard input" : escapeControlChars(source);
}
