import type { SendResult } from "../send-result.ts";
import type { StopSignals } from "../submitter.ts";

/** True if a request came to nothing because the run ends: it was broken off, or still waited for its quota. */
export function isBrokenOff(
  { verdict, fault }: SendResult,
  { drain, abort }: StopSignals,
): boolean {
  if (verdict.kind === "accepted") return false;
  return abort.aborted || (drain.aborted && fault === "aborted");
}
