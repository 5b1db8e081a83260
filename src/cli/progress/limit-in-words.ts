import type { RequestLimit } from "../../core/summary.ts";

/** `at most 33 in flight: faster with more in flight`; `null` where there is no reason to tell. */
export function limitInWords(limit: RequestLimit | null): string | null {
  if (limit === null || limit.reason === null) return null;
  return `at most ${limit.inFlight} in flight: ${limit.reason}`;
}

/** `12 of 33`: how many are in flight, and how many may be. */
export function inFlightOf(inFlight: number, limit: RequestLimit | null): string {
  return limit === null ? `${inFlight}` : `${inFlight} of ${limit.inFlight}`;
}
