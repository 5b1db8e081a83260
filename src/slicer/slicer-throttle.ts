import type { EventListener, PauseReason } from "../core/events.ts";
import type { SpoolQuota } from "./spool-quota.ts";
import type { PausableProcess } from "./pausable-process.ts";

/** Makes ffmpeg stand still while there is no room for its frames. */
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

  /** This is the process to be held. */
  attach(process: PausableProcess): void {
    this.#process = process;
  }

  /**
   * ffmpeg is about to write this frame. With the first one the brake takes hold: before, the process
   * may still be one of those that lead to ffmpeg, and not yet bound to end with us.
   */
  frameSliced(index: number): void {
    this.#room.frameSliced(index);
    if (this.#isOff) return;
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#decide();
  }

  /** ffmpeg cannot go on, and is about to end: it is not held up any more. */
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

/** How often the disk is looked at, and how late a pause ends at the latest. */
const LOOK_EVERY_MS = 50;
