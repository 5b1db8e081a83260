import type { Clock } from "../../core/concurrency/clock.ts";
import { firstPace, type Pace, paceAfterAccepted, paceAfterThrottled } from "./pace.ts";

/** Spreads requests over time, once the service has throttled what came too fast. */
export class Pacer {
  #pace: Pace | null = null;
  /** Time at which the next request may go out. */
  #nextMs = 0;
  /** Time until which the pace counts as what holds requests back. */
  #heldUntilMs = 0;
  #acceptedCount = 0;
  #acceptedSinceMs: number | null = null;

  /** True if there is a pace. */
  get isOn(): boolean {
    return this.#pace !== null;
  }

  /** True if the pace, and nothing else, is what holds requests back. */
  isHolding(nowMs: number): boolean {
    return this.#pace !== null && nowMs < this.#heldUntilMs;
  }

  /** Until the next request may go out, in milliseconds. */
  waitMs(nowMs: number): number {
    if (this.#pace === null || this.#nextMs <= nowMs) return 0;
    this.#heldUntilMs = this.#nextMs + HELD_FOR_MS;
    return this.#nextMs - nowMs;
  }

  /** A request goes out. */
  take(nowMs: number): void {
    if (this.#pace === null) return;
    const gapMs = 1000 / this.#pace.perSecond;
    // Timers are late by a millisecond or so: where gaps are as short, lost time is made up for.
    const earliestMs = gapMs < SHORT_GAP_MS ? nowMs - SHORT_GAP_MS : nowMs;
    this.#nextMs = Math.max(this.#nextMs, earliestMs) + gapMs;
  }

  /** A request was answered well. */
  noteAccepted(clock: Clock): void {
    this.#acceptedCount += 1;
    if (this.#pace === null) {
      this.#acceptedSinceMs ??= clock.nowMs();
      return;
    }
    const nowMs = clock.nowMs();
    if (this.isHolding(nowMs)) this.#pace = paceAfterAccepted(this.#pace, nowMs);
  }

  /** A request was throttled. */
  noteThrottled(startedMs: number, nowMs: number): void {
    if (this.#pace !== null) this.#pace = paceAfterThrottled(this.#pace, startedMs, nowMs);
  }

  /** The service throttles most of what it gets: from now on frames go there one after the other. */
  begin(nowMs: number): void {
    if (this.#pace !== null) return;
    const sinceMs = this.#acceptedSinceMs ?? nowMs;
    const seconds = Math.max(MIN_SECONDS, (nowMs - sinceMs) / 1000);
    this.#pace = firstPace(this.#acceptedCount / seconds, nowMs);
    // What has shown that the service is there went out just now.
    this.#nextMs = nowMs;
    this.take(nowMs);
  }

  /** What was throttled says nothing of a pace: the service was down. From now on requests go out as they come. */
  end(): void {
    this.#pace = null;
    this.#nextMs = 0;
    this.#heldUntilMs = 0;
    this.#acceptedCount = 0;
    this.#acceptedSinceMs = null;
  }
}

const HELD_FOR_MS = 500;
const SHORT_GAP_MS = 5;
/** An average over less says nothing. */
const MIN_SECONDS = 1;
