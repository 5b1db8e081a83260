import type { SlicePaused } from "../../core/events/slice-events.ts";
import { formatBytes } from "../../core/text/format-bytes.ts";

/** Why slicing stands still: `slicing paused: the spool is full (2 GB)`. */
export function describePause({ reason, limitBytes }: SlicePaused): string {
  const limit = formatBytes(limitBytes);
  const cause =
    reason === "spoolFull"
      ? `the spool is full (${limit})`
      : `less than ${limit} is free on the disk of the frames`;
  return `slicing paused: ${cause}`;
}

/** Why nothing is sent to a service: `sending to http://host waits: --max-per-day 100 is used up; ...`. */
export function describeSendingPause(service: string, reason: string): string {
  return `sending to ${service} waits: ${reason}`;
}
