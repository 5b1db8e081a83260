import type { EventListener } from "../../core/events/run-event.ts";

/** Reports when a recording is interrupted, and when it goes on. */
export class RecordingGap {
  readonly #source: string;
  readonly #emit: EventListener;
  #open: { readonly reason: string; readonly sinceMs: number } | null = null;

  /** @param source name of the camera, without secrets. */
  constructor(source: string, emit: EventListener) {
    this.#source = source;
    this.#emit = emit;
  }

  /** Why nothing is recorded now, as a sentence; `null` while it is. */
  get reason(): string | null {
    return this.#open?.reason ?? null;
  }

  /** Nothing is recorded any more. Only the first reason of a gap is told. @param nowMs on the monotonic clock. */
  begin(reason: string, nowMs: number): void {
    if (this.#open !== null) return;
    this.#open = { reason, sinceMs: nowMs };
    this.#emit({ type: "recordingPaused", source: this.#source, reason, sinceMs: nowMs });
  }

  /** It is recorded again. @param fromMs since when, on the monotonic clock. */
  end(fromMs: number): void {
    if (this.#open === null) return;
    const { reason, sinceMs } = this.#open;
    this.#open = null;
    const gapMs = Math.max(0, fromMs - sinceMs);
    this.#emit({ type: "recordingResumed", source: this.#source, reason, sinceMs, gapMs });
  }
}
