import type { FrameResult } from "../core/frame/frame-result.ts";
import type { GapLine } from "./gap-stats.ts";
import type { MotionLine } from "./motion-line.ts";

/** What a line holds. */
export type ResultsLine = FrameResult | GapLine | MotionLine;

/**
 * What two lines have in common that tell the same: of a frame its path, its outcome and the reason; of a motion its frame,
 * and where frames have no index, so that their names may come again, the whole line. It has no tab and no line break.
 *
 * @returns `null` for a gap, which nobody tells again.
 */
export function lineName(line: ResultsLine): string | null {
  if ("outcome" in line)
    return JSON.stringify([line.source, line.frame, line.outcome, line.reason ?? null]);
  if (line.type === "gap") return null;
  const { type, source, frame, index, ptsSeconds } = line;
  return JSON.stringify(index === null ? line : [type, source, frame, index, ptsSeconds]);
}
