import { OUTAGE_STATUSES } from "../../core/service/overload-and-outage.ts";
import { FAULTS, type Health } from "../faults.ts";
import type { SendResult } from "../send-result.ts";

/** Health of the service, as one result shows it. */
export function healthOf({ verdict, fault }: SendResult): Health {
  if (fault !== null) return FAULTS[fault].health;
  const isAway = verdict.kind === "transientError" && OUTAGE_STATUSES.has(verdict.status ?? 0);
  return isAway || verdict.kind === "unavailable" ? "unhealthy" : "healthy";
}

/** True if the service answered that the request is one too many, as against being away. */
export function isThrottled({ verdict, fault }: SendResult): boolean {
  return fault === null && verdict.kind === "unavailable";
}
