import type { RunEvent } from "../core/events/run-event.ts";
import { wallClockTime } from "../core/frame/capture-time.ts";
import type { SourceGaps } from "../core/summary.ts";

/** A gap in the frames of a camera, exactly the line in the results file. */
export interface GapLine {
  /** Tells it from the result of a frame. */
  readonly type: "gap";
  /** Address of the camera, without secrets. */
  readonly source: string;
  /** What had happened to it last, in one sentence. */
  readonly reason: string;
  /** Time of the last frame before the gap, or of the start of the run, in UTC as ISO 8601. */
  readonly from: string;
  /** Time of the first frame after it; `null` if the run ended before. */
  readonly to: string | null;
  /** Length in milliseconds; to the end of the run, if that came first. */
  readonly gapMs: number;
}

/** Gaps of a run, collected from its events; memory is constant. */
export class GapStats {
  #count = 0;
  #totalMs = 0;
  #longestMs = 0;
  #open: { readonly source: string; readonly reason: string; readonly sinceMs: number } | null =
    null;

  /** The gap under way, as a line; `null` while frames come. */
  line(nowMs: number): GapLine | null {
    if (this.#open === null) return null;
    const { source, reason, sinceMs } = this.#open;
    const gapMs = Math.round(nowMs - sinceMs);
    return { type: "gap", source, reason, from: wallClockTime(sinceMs), to: null, gapMs };
  }

  /** Counts so far, with the gap under way. */
  counts(nowMs: number): SourceGaps {
    const openMs = this.line(nowMs)?.gapMs ?? null;
    return {
      count: this.#count + (openMs === null ? 0 : 1),
      totalMs: this.#totalMs + (openMs ?? 0),
      longestMs: Math.max(this.#longestMs, openMs ?? 0),
    };
  }

  listen(event: RunEvent): void {
    if (event.type === "sourceLost") this.#open = event;
    if (event.type !== "sourceRecovered") return;
    const gapMs = Math.round(event.gapMs);
    this.#open = null;
    this.#count += 1;
    this.#totalMs += gapMs;
    this.#longestMs = Math.max(this.#longestMs, gapMs);
  }
}

/** The line of a gap that is over; `null` for any other event. */
export function gapLineOf(event: RunEvent): GapLine | null {
  if (event.type !== "sourceRecovered") return null;
  const { source, reason, sinceMs, gapMs } = event;
  const [from, to] = [wallClockTime(sinceMs), wallClockTime(sinceMs + gapMs)];
  return { type: "gap", source, reason, from, to, gapMs: Math.round(gapMs) };
}
