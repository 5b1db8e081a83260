import type { RequestEnded } from "../core/events/frame-events.ts";

/**
 * Why the frame of a request is sent again, as a label: the status of the answer, `unanswered`, or `other_status` for one
 * that HTTP does not have; `null` if it is not sent again.
 */
export function retryReason({
  verdict,
  retryInMs,
}: Pick<RequestEnded, "verdict" | "retryInMs">): string | null {
  if (retryInMs === null || verdict === null || verdict.kind === "accepted") return null;
  const { status } = verdict;
  if (status === null) return "unanswered";
  return status >= 200 && status <= 599 ? String(status) : "other_status";
}
