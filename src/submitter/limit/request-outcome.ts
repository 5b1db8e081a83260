import type { SendResult } from "../send-result.ts";

/**
 * What a request came to, as far as it says something about load. `answered`: a whole answer, so the
 * work was done, whatever it says. `overloaded`, `late` (past its deadline): less, please. `broken`: no
 * use, and no hint either.
 */
export type RequestOutcome = "answered" | "overloaded" | "late" | "broken";

/** What a sending says about load; `null` if nothing: the request never got out, or was called back. */
export function outcomeOf({ verdict, fault }: SendResult): RequestOutcome | null {
  if (fault !== null) return OUTCOME_OF_FAULT[fault];
  if (verdict.kind === "overloaded" || verdict.kind === "broken") return verdict.kind;
  return "answered";
}

const OUTCOME_OF_FAULT: Readonly<Record<NonNullable<SendResult["fault"]>, RequestOutcome | null>> =
  {
    late: "late",
    // This machine has no descriptor left for so many.
    starved: "overloaded",
    unreachable: "broken",
    reset: "broken",
    cut: "broken",
    malformed: "broken",
    misdirected: "broken",
    oversized: "broken",
    aborted: null,
    passing: null,
    changed: null,
    unreadable: null,
  };
