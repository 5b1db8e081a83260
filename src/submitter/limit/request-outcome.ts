import { FAULTS, type RequestOutcome } from "../faults.ts";
import type { SendResult } from "../send-result.ts";

/** What a sending says about load; `null` if nothing: the request never got out, or was called back. */
export function outcomeOf({ verdict, fault }: SendResult): RequestOutcome | null {
  if (fault !== null) return FAULTS[fault].load;
  if (verdict.kind === "unavailable" || verdict.kind === "transientError") return verdict.kind;
  return "answered";
}
