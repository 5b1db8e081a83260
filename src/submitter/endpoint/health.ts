import { AWAY_STATUSES } from "../../core/status-kinds.ts";
import type { Fault, SendResult } from "../send-result.ts";

/**
 * What a sending tells of the service: `healthy`, it works, whatever it said of this frame; `unhealthy`, a sign
 * of an outage; `unknown`, nothing.
 */
export type Health = "healthy" | "unhealthy" | "unknown";

/** Reads the state of the service from one sending. */
export function healthOf({ verdict, fault }: SendResult): Health {
  if (fault !== null) return HEALTH_OF_FAULT[fault];
  const isAway = verdict.kind === "broken" && AWAY_STATUSES.has(verdict.status ?? 0);
  return isAway || verdict.kind === "overloaded" ? "unhealthy" : "healthy";
}

/** Whether the service answered that it has no room for the request, as against being away. */
export function hasNoRoom({ verdict, fault }: SendResult): boolean {
  return fault === null && verdict.kind === "overloaded";
}

const HEALTH_OF_FAULT: Readonly<Record<Fault, Health>> = {
  unreachable: "unhealthy",
  late: "unhealthy",
  reset: "unhealthy",
  misdirected: "unhealthy",
  // Somebody answers there, if only nonsense.
  cut: "healthy",
  malformed: "healthy",
  oversized: "healthy",
  aborted: "unknown",
  starved: "unknown",
  passing: "unknown",
  changed: "unknown",
  unreadable: "unknown",
};
