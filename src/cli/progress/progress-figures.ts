import type { RunStats } from "../../results/run-stats.ts";

/** Figures of a progress display, worked out from the counts. */
export interface Figures {
  readonly elapsedSeconds: number;
  /** Frames delivered per second, over the last seconds. */
  readonly framesPerSecond: number;
  /** Time left by the present pace, in seconds; `null` if it is unknown. */
  readonly remainingSeconds: number | null;
  /** Share of the work that is done, 0 to 1; `null` if the whole is not known. */
  readonly doneShare: number | null;
  /** Since a frame landed last, in seconds; `null` while there is something to deliver, or nothing has landed. */
  readonly idleSeconds: number | null;
  /** Since an attempt failed last, in seconds; `null` if none did. */
  readonly failureAgeSeconds: number | null;
}

/** Measures the pace of a run over a sliding window of about five seconds. */
export class Pace {
  readonly #startedMs: number;
  #landed = 0;
  #landedAtMs = 0;
  #failures = 0;
  #failedAtMs = 0;
  #marks: { readonly atMs: number; readonly delivered: number }[];

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
    this.#marks = [{ atMs: nowMs, delivered: 0 }];
  }

  /** The figures of now; call it at each redraw. */
  read(stats: RunStats, nowMs: number): Figures {
    const { delivered, failed, skipped, dropped } = stats.outcomes;
    this.#marks.push({ atMs: nowMs, delivered });
    // One mark stays from before the window, for whoever reads less often than that.
    const firstInside = this.#marks.findIndex((mark) => nowMs - mark.atMs < WINDOW_MS);
    this.#marks = this.#marks.slice(Math.max(0, firstInside - 1));
    const oldest = this.#marks[0] ?? { atMs: this.#startedMs, delivered: 0 };
    this.#noteChanges(stats, nowMs);
    const windowMs = Math.max(1, nowMs - oldest.atMs);
    const framesPerSecond = ((delivered - oldest.delivered) * 1000) / windowMs;
    const whole = wholeOf(stats);
    const settled = delivered + failed + skipped + dropped;
    const left = whole === null ? null : Math.max(0, whole - settled);
    return {
      elapsedSeconds: (nowMs - this.#startedMs) / 1000,
      framesPerSecond,
      remainingSeconds: left === null || framesPerSecond === 0 ? null : left / framesPerSecond,
      doneShare: whole === null || whole === 0 ? null : Math.min(1, settled / whole),
      idleSeconds:
        stats.landed === 0 || stats.backlog > 0 ? null : (nowMs - this.#landedAtMs) / 1000,
      failureAgeSeconds: stats.failedAttempts === 0 ? null : (nowMs - this.#failedAtMs) / 1000,
    };
  }

  #noteChanges({ landed, failedAttempts }: RunStats, nowMs: number): void {
    if (landed !== this.#landed) this.#landedAtMs = nowMs;
    if (failedAttempts !== this.#failures) this.#failedAtMs = nowMs;
    this.#landed = landed;
    this.#failures = failedAttempts;
  }
}

const WINDOW_MS = 5000;

/** Number of frames to expect; `null` if it is unknown. */
function wholeOf({ hasSlicer, isSlicing, expectedFrames, sliced }: RunStats): number | null {
  if (!hasSlicer) return null;
  return isSlicing ? expectedFrames : sliced;
}
