import type { TransportFault } from "../core/answer.ts";
import type { Verdict } from "../core/verdict.ts";

/** What an unanswered request comes to. */
export function judgeFault({ fault, reason }: TransportFault): Verdict {
  const base = { status: null, response: null, reason };
  switch (fault) {
    case "unreachable":
      return { ...base, kind: "overloaded", waitMs: null };
    case "late":
    case "cut":
    case "aborted":
      return { ...base, kind: "broken" };
    case "oversized":
      // The same frame would only bring the same answer again.
      return { ...base, kind: "refused" };
  }
}
