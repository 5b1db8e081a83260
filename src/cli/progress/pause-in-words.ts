import type { SlicePaused } from "../../core/events/run-event.ts";
import { formatBytes } from "../format/format-bytes.ts";

/** Why slicing stands still: `slicing paused: the spool is full (2 GB)`. */
export function pauseInWords({ reason, limitBytes }: SlicePaused): string {
  const limit = formatBytes(limitBytes);
  const cause =
    reason === "spoolFull"
      ? `the spool is full (${limit})`
      : `less than ${limit} is free on the disk of the frames`;
  return `slicing paused: ${cause}`;
}
