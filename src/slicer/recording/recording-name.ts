import { existsSync } from "node:fs";
import { join } from "node:path";
import { wallClockTime } from "../../core/frame/capture-time.ts";

/**
 * A path for a file of a recording that begins now, such as `2026-12-01T18-10-00.040Z.mkv`: names sort by time, and no
 * file is ever overwritten.
 *
 * @param nowMs on the clock of `performance.now()`.
 */
export function newSegmentPath(folder: string, nowMs: number): string {
  for (let timeMs = nowMs; ; timeMs += 1) {
    const path = join(folder, `${wallClockTime(timeMs).replaceAll(":", "-")}.mkv`);
    if (!existsSync(path)) return path;
  }
}

/** True for a name that `newSegmentPath` gives. */
export function isSegmentName(name: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.mkv$/u.test(name);
}
