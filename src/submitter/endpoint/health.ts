import { OUTAGE_STATUSES } from "../../core/service/overload-and-outage.ts";
import { FAULTS, type Health } from "../faults.ts";
import type { SendResult } from "../send-result.ts";

/** Reads the state of the service from one sending. */
export function healthOf({ verdict, fault }: SendResult): Health {
  if (fault !== null) return FAULTS[fault].health;
  const isAway = verdict.kind === "transientError" && OUTAGE_STATUSES.has(verdict.status ?? 0);
  return isAway || verdict.kind === "unavailable" ? "unhealthy" : "healthy";
}

/** Whether the service answered that it has no room for the request, as against being away. */
export function hasNoRoom({ verdict, fault }: SendResult): boolean {
  return fault === null && verdict.kind === "unavailable";
}
