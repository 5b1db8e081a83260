import { formatCount } from "../../core/text/format-count.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { JobInfo } from "../../ledger/job-info.ts";

/** Another run puts its images elsewhere, and where it says is where all are looked for from now on. */
export function tellLeftImages(
  { framesFolder: former }: JobInfo,
  { framesFolder }: JobInfo,
  failedCount: number,
  emit: EventListener,
): void {
  if (former === framesFolder || former === null || failedCount === 0) return;
  const message = `the images of ${formatCount(failedCount, "failed frame")} stay in ${former}: to resubmit those that this run does not send, run with that folder again first`;
  emit({ type: "warningRaised", message });
}

/** Says that the frames are tried again which failed under another request. */
export function retryWarning(count: number): Parameters<EventListener>[0] {
  const frames = formatCount(count, "frame that failed", "frames that failed");
  const message = `${frames} in earlier runs will be sent again, because the request has changed`;
  return { type: "warningRaised", message };
}

/** Says that a run slices otherwise than those before, whose frames are then sent again. */
export function otherSlicingWarning(deliveredCount: number): Parameters<EventListener>[0] {
  const frames = formatCount(deliveredCount, "frame that was", "frames that were");
  const message = `${frames} delivered with other slicing options do not count for this run, and a later run with those options sends them again`;
  return { type: "warningRaised", message };
}
