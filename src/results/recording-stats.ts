import type {
  RecordingPaused,
  RecordingResumed,
  SegmentRecorded,
} from "../core/events/source-events.ts";
import type { RecordingCounts } from "../core/summary.ts";

/** Counts of the recording of a run, collected from its events. */
export class RecordingStats {
  #segments = 0;
  #bytes = 0;
  #gapCount = 0;
  #totalMs = 0;
  #longestMs = 0;
  #openSinceMs: number | null = null;

  /** Counts so far, with a gap that is under way. */
  counts(nowMs: number): RecordingCounts {
    const isOpen = this.#openSinceMs !== null;
    const openMs = Math.round(nowMs - (this.#openSinceMs ?? nowMs));
    return {
      segments: this.#segments,
      bytes: this.#bytes,
      gaps: {
        count: this.#gapCount + (isOpen ? 1 : 0),
        totalMs: this.#totalMs + openMs,
        longestMs: Math.max(this.#longestMs, openMs),
      },
    };
  }

  listen(event: SegmentRecorded | RecordingPaused | RecordingResumed): void {
    if (event.type === "segmentRecorded") {
      this.#segments += 1;
      this.#bytes += event.byteLength;
    } else if (event.type === "recordingPaused") this.#openSinceMs = event.sinceMs;
    else {
      const gapMs = Math.round(event.gapMs);
      this.#openSinceMs = null;
      this.#gapCount += 1;
      this.#totalMs += gapMs;
      this.#longestMs = Math.max(this.#longestMs, gapMs);
    }
  }
}
