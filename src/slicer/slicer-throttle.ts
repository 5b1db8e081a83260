import type { EventListener, PauseReason } from "../core/events.ts";
import type { SpoolQuota } from "./spool-quota.ts";
import type { PausableProcess } from "./pausable-process.ts";

/** Pauses ffmpeg while its frames exceed their quota. */
export class SlicerThrottle implements Disposable {
  readonly #room: SpoolQuota;
  readonly #emit: EventListener;
  #process: PausableProcess | undefined;
  #reason: PauseReason | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isOff = false;

  constructor(room: SpoolQuota, emit: EventListener) {
    this.#room = room;
    this.#emit = emit;
  }

  /** Sets the process to pause. */
  attach(process: PausableProcess): void {
    this.#process = process;
  }

  /**
   * ffmpeg is about to write this frame. Throttling starts with the first one: before, the process may
   * still be one of its launchers, which do not yet end with us.
   */
  frameSliced(index: number): void {
    this.#room.frameSliced(index);
    if (this.#isOff) return;
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#decide();
  }

  /** Ends throttling, because ffmpeg has failed and is about to exit. */
  letEnd(): void {
    this.#isOff = true;
    clearInterval(this.#timer);
    this.#take(null);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.#room.look();
    this.#decide();
    // A shell that continues us (`fg`) continues ffmpeg, too.
    if (this.#reason !== null) this.#process?.hold();
  }

  #decide(): void {
    this.#take(this.#room.pauseReason(this.#reason !== null));
  }

  #take(reason: PauseReason | null): void {
    const former = this.#reason;
    if (reason === former) return;
    this.#reason = reason;
    if (reason === null) this.#process?.release();
    else this.#process?.hold();
    if (former !== null) this.#emit({ type: "sliceResumed", reason: former });
    if (reason !== null)
      this.#emit({ type: "slicePaused", reason, limitBytes: this.#limit(reason) });
  }

  #limit(reason: PauseReason): number {
    const { spoolBytes, freeBytes } = this.#room.limits;
    return reason === "spoolFull" ? spoolBytes : freeBytes;
  }
}

/** Interval of disk checks, and maximum delay at the end of a pause, in milliseconds. */
const LOOK_EVERY_MS = 50;
