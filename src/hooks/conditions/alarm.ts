import type { Clock } from "../../core/concurrency/clock.ts";

/** When a trouble is told. */
export interface AlarmTimes {
  /** It must have lasted for so long, in milliseconds. */
  readonly afterMs: number;
  /** It is told again no sooner than this after the last time, in milliseconds. */
  readonly atMostEveryMs: number;
}

/** Dependencies of an alarm. */
export interface AlarmTools {
  readonly clock: Clock;
  /** Told that a trouble lasts. @param suppressed troubles since the last that were over before they were told. */
  readonly onRaised: (suppressed: number) => void;
  /** Told that a trouble which was told is over. @param durationMs time since it began. */
  readonly onCleared: (durationMs: number) => void;
}

/** Times of a trouble that was told in an earlier run, in UTC as ISO 8601. */
export interface EarlierTrouble {
  readonly since: string;
  readonly toldAt: string;
}

/** A trouble that comes and goes. It is told once it has lasted, and its end only if it was told itself. */
export class Alarm implements Disposable {
  readonly #times: AlarmTimes;
  readonly #tools: AlarmTools;
  #sinceMs: number | null = null;
  #isTold = false;
  #lastToldMs = Number.NEGATIVE_INFINITY;
  #suppressed = 0;
  #waiting = new AbortController();

  /** @param earlier a trouble that is there already, and was told. */
  constructor(times: AlarmTimes, tools: AlarmTools, earlier: EarlierTrouble | null = null) {
    this.#times = times;
    this.#tools = tools;
    if (earlier === null) return;
    this.#sinceMs = this.#momentOf(earlier.since);
    this.#lastToldMs = this.#momentOf(earlier.toldAt);
    this.#isTold = true;
  }

  get isOn(): boolean {
    return this.#sinceMs !== null;
  }

  /** True if it is on, and was told. */
  get isTold(): boolean {
    return this.#isTold;
  }

  /** The trouble is there; nothing happens if it was already. */
  raise(): void {
    if (this.#sinceMs !== null) return;
    const { clock } = this.#tools;
    const nowMs = clock.nowMs();
    this.#sinceMs = nowMs;
    const { afterMs, atMostEveryMs } = this.#times;
    const waitMs = Math.max(afterMs, this.#lastToldMs + atMostEveryMs - nowMs);
    if (waitMs <= 0) return this.#tell();
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    void clock.sleep(waitMs, signal).then(
      () => signal.aborted || this.#tell(),
      () => {},
    );
  }

  /** The trouble is over; nothing happens if there was none. */
  clear(): void {
    if (this.#sinceMs === null) return;
    const durationMs = this.#tools.clock.nowMs() - this.#sinceMs;
    if (this.#isTold) this.#tools.onCleared(durationMs);
    else this.#suppressed += 1;
    this.#reset();
  }

  /** Nobody is to know any more. */
  [Symbol.dispose](): void {
    this.#reset();
  }

  /** On the clock, which knows of no dates; a wall clock may have been put back since. */
  #momentOf(date: string): number {
    return this.#tools.clock.nowMs() - Math.max(0, Date.now() - Date.parse(date));
  }

  #tell(): void {
    this.#isTold = true;
    this.#lastToldMs = this.#tools.clock.nowMs();
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    this.#tools.onRaised(suppressed);
  }

  #reset(): void {
    this.#waiting.abort();
    this.#sinceMs = null;
    this.#isTold = false;
  }
}
