/** Numbers in flight to try: 1, 2, 4, ... and at last the maximum itself. */
export function inFlightSteps(max: number): readonly number[] {
  const steps: number[] = [];
  for (let inFlight = 1; inFlight < max; inFlight *= 2) steps.push(inFlight);
  return [...steps, max];
}

/** What a step may use. */
export interface Allowance {
  /** In milliseconds; a slow service gets more, until there is something to see. */
  readonly timeMs: number;
  readonly requests: number;
}

/**
 * What the next of some steps may use of what is left for all of them; `null` if too few requests are
 * left to learn anything from it.
 *
 * Time is shared out evenly. A step with more in flight gets more requests, since as many as are in
 * flight are spent on getting into full swing, and as many again on coming to rest.
 *
 * @param steps numbers in flight of the steps that are left, the next one first.
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

/** So that the last step, too, comes to rest before the time is over. */
const RESERVED_STEPS = 0.25;
/** One to warm up, two to look at, and one under way at the end. */
const MIN_ROUNDS = 4;

function weightOf(inFlight: number): number {
  return inFlight + 50;
}
