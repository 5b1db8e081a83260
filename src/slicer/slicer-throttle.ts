import type { EventListener } from "../core/events/run-event.ts";
import type { PauseReason } from "../core/events/slice-events.ts";
import type { SpoolQuota } from "./spool-quota.ts";
import type { PausableProcess } from "./pausable-process.ts";

/** What can be paused: an ffmpeg, or the starts of several. */
export type Pausable = Pick<PausableProcess, "pause" | "resume">;

/** Pauses ffmpeg while its frames exceed their quota. */
export class SlicerThrottle implements Disposable {
  readonly #quota: SpoolQuota;
  readonly #emit: EventListener;
  #process: Pausable | undefined;
  #reason: PauseReason | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isOff = false;

  constructor(quota: SpoolQuota, emit: EventListener) {
    this.#quota = quota;
    this.#emit = emit;
  }

  /** Sets the process to pause. */
  attach(process: Pausable): void {
    this.#process = process;
  }

  /**
   * ffmpeg is about to write this frame. Throttling starts with the first one: before, the process may
   * still be one of its launchers, which do not yet end with us.
   */
  frameSliced(index: number): void {
    this.#quota.frameSliced(index);
    if (this.#isOff) return;
    this.#timer ??= setInterval(() => this.#refresh(), CHECK_INTERVAL_MS);
    this.#decide();
  }

  /** Ends throttling, because ffmpeg has failed and is about to exit. */
  disable(): void {
    this.#isOff = true;
    clearInterval(this.#timer);
    this.#setReason(null);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #refresh(): void {
    this.#quota.refresh();
    this.#decide();
    // A shell that continues us (`fg`) continues ffmpeg, too.
    if (this.#reason !== null) this.#process?.pause();
  }

  #decide(): void {
    this.#setReason(this.#quota.pauseReason(this.#reason !== null));
  }

  #setReason(reason: PauseReason | null): void {
    const previous = this.#reason;
    if (reason === previous) return;
    this.#reason = reason;
    if (reason === null) this.#process?.resume();
    else this.#process?.pause();
    if (previous !== null) this.#emit({ type: "sliceResumed", reason: previous });
    if (reason !== null)
      this.#emit({ type: "slicePaused", reason, limitBytes: this.#limit(reason) });
  }

  #limit(reason: PauseReason): number {
    const { spoolBytes, freeBytes } = this.#quota.limits;
    return reason === "spoolFull" ? spoolBytes : freeBytes;
  }
}

/** Interval of disk checks, and maximum delay at the end of a pause, in milliseconds. */
const CHECK_INTERVAL_MS = 50;
