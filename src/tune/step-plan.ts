/** Numbers of requests in flight to measure: 1, 2, 4, ... and the maximum itself. */
export function inFlightSteps(max: number): readonly number[] {
  const steps: number[] = [];
  for (let inFlight = 1; inFlight < max; inFlight *= 2) steps.push(inFlight);
  return [...steps, max];
}

/** Budget of a step. */
export interface Allowance {
  /** Time in milliseconds; a slow service gets more, until there are enough samples. */
  readonly timeMs: number;
  readonly requests: number;
}

/**
 * Budget of the next step, from what is left for all steps; `null` if too few requests are left for a
 * measurement.
 *
 * Time is divided evenly. A step with more requests in flight gets more requests, since each request in
 * flight is spent once on warming up, and once at the end.
 *
 * @param steps numbers in flight of the remaining steps, the next one first.
 */
export function allowanceOf(steps: readonly number[], left: Allowance): Allowance | null {
  const [next = 1] = steps;
  const least = MIN_ROUNDS * next;
  if (left.requests < least) return null;
  const weights = steps.reduce((sum, inFlight) => sum + weightOf(inFlight), 0);
  const share = Math.floor((left.requests * weightOf(next)) / weights);
  return {
    timeMs: left.timeMs / (steps.length + RESERVED_STEPS),
    requests: Math.max(least, share),
  };
}

/** Reserve for the end of the last step. */
const RESERVED_STEPS = 0.25;
/** One round to warm up, two to measure, and one in flight at the end. */
const MIN_ROUNDS = 4;

function weightOf(inFlight: number): number {
  return inFlight + 50;
}
