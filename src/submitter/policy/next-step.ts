import type { Sending } from "../sending.ts";

/**
 * What happens to a frame after it was sent. `settle`: that was its final word. `retry`: another
 * attempt. `repeat`: the same attempt again, for what went wrong had nothing to do with the frame.
 */
export type NextStep = "settle" | "retry" | "repeat";

export interface Situation {
  /** Attempts that counted so far, with this one. */
  readonly attempts: number;
  /** Further attempts that a frame may have after its first. */
  readonly retries: number;
  /** Whether an outage of the service excuses this attempt. */
  readonly isExcused: boolean;
}

export function nextStep({ verdict, fault }: Sending, situation: Situation): NextStep {
  if (verdict.kind !== "overloaded" && verdict.kind !== "broken") return "settle";
  if (fault === "starved" || situation.isExcused) return "repeat";
  return situation.attempts > situation.retries ? "settle" : "retry";
}
