import type { SlicePaused } from "../../core/events.ts";
import { bytesInWords } from "../bytes-in-words.ts";

/** Why slicing stands still: `slicing paused: the spool is full (2 GB)`. */
export function pauseInWords({ reason, limitBytes }: SlicePaused): string {
  const limit = bytesInWords(limitBytes);
  const cause =
    reason === "spoolFull"
      ? `the spool is full (${limit})`
      : `less than ${limit} is free on the disk of the frames`;
  return `slicing paused: ${cause}`;
}
