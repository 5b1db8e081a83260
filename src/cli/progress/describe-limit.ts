import type { RequestLimit } from "../../core/summary.ts";

/** `at most 33 in flight: faster with more in flight`; `null` where there is no reason to tell. */
export function describeLimit(limit: RequestLimit | null): string | null {
  if (limit === null || limit.reason === null) return null;
  return `at most ${limit.inFlight} in flight: ${limit.reason}`;
}

/** `12 of 33`: how many are in flight, and how many may be; above that, another number is being tried. */
export function describeInFlight(inFlight: number, limit: RequestLimit | null): string {
  if (limit === null) return `${inFlight}`;
  return inFlight > limit.inFlight
    ? `${inFlight}, trying more than ${limit.inFlight}`
    : `${inFlight} of ${limit.inFlight}`;
}
