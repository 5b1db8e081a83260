import type { Clock } from "../../core/concurrency/clock.ts";
import type { RequestQuota } from "../request-quota.ts";
import type { QuotaLimit } from "./quota-limit.ts";

export interface ServiceQuotaParts {
  readonly limits: readonly QuotaLimit[];
  readonly clock: Clock;
  /** Wall clock, in milliseconds since 1970. */
  readonly wallClockMs: () => number;
  /** Called once for each long wait. @param untilMs when the next request may go out, in milliseconds since 1970. */
  readonly onPause: (option: QuotaLimit["option"], untilMs: number) => void;
  /** Called when such a wait is over. */
  readonly onResume: (pausedMs: number) => void;
}

/** The limits of one service together: a request goes out when none of them holds it back. */
export class ServiceQuota implements RequestQuota, Disposable {
  readonly #parts: ServiceQuotaParts;
  /** Ends when the last request that came has its turn behind it. */
  #last: Promise<unknown> = Promise.resolve();
  #pausedMs = 0;
  #pausedSinceMs: number | null = null;
  #pausedUntilMs = 0;
  #pausedBy: QuotaLimit["option"] | null = null;

  constructor(parts: ServiceQuotaParts) {
    this.#parts = parts;
  }

  get pausedMs(): number {
    const sinceMs = this.#pausedSinceMs;
    return this.#pausedMs + (sinceMs === null ? 0 : this.#parts.clock.nowMs() - sinceMs);
  }

  get pauseLeftMs(): number {
    return Math.max(0, this.#pausedUntilMs - this.#parts.wallClockMs());
  }

  /** The limit that lets nothing go out for long, and until when, in milliseconds since 1970; `null` if none does. */
  get hold(): { readonly option: QuotaLimit["option"]; readonly untilMs: number } | null {
    const [option, untilMs] = [this.#pausedBy, this.#pausedUntilMs];
    return option === null ? null : { option, untilMs };
  }

  /** Requests that are left of this day; `null` without such a limit. @throws FrameferryError as `DailyLimit`. */
  get leftOfDay(): number | null {
    const { limits, wallClockMs } = this.#parts;
    const daily = limits.find((limit) => limit.leftOfDay !== undefined);
    return daily?.leftOfDay?.(wallClockMs()) ?? null;
  }

  async acquire(byteLength: number, signal: AbortSignal, isPatient = true): Promise<Grant> {
    const wait = async (): Promise<Grant> => await this.#wait(byteLength, signal, isPatient);
    const turn = this.#last.then(wait);
    this.#last = turn.catch(() => {});
    // Whoever gives up does not wait for those before it, which may have more patience.
    const given = Promise.withResolvers<Grant>();
    signal.addEventListener("abort", () => given.resolve("aborted"), { once: true });
    return await Promise.race([turn, given.promise]);
  }

  tryAcquire(byteLength: number): boolean {
    const isGranted = this.#take(byteLength) === null;
    if (isGranted) this.#resume();
    return isGranted;
  }

  [Symbol.dispose](): void {
    for (const limit of this.#parts.limits) limit[Symbol.dispose]();
  }

  async #wait(byteLength: number, signal: AbortSignal, isPatient: boolean): Promise<Grant> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      const hold = this.#take(byteLength);
      if (hold === null) {
        this.#resume();
        return "granted";
      }
      this.#pause(hold);
      if (!isPatient && hold.waitMs >= MIN_PAUSE_MS) return "paused";
      await clock.sleep(Math.min(hold.waitMs, RECHECK_MS), signal).catch(() => {});
    }
    return "aborted";
  }

  /** Counts a request, unless a limit holds it back. @returns the limit that does so for longest. */
  #take(byteLength: number): Hold | null {
    const { limits, wallClockMs } = this.#parts;
    const nowMs = wallClockMs();
    let hold: Hold | null = null;
    for (const limit of limits) {
      const waitMs = limit.waitMs(byteLength, nowMs);
      if (waitMs > (hold?.waitMs ?? 0)) hold = { limit, waitMs, nowMs };
    }
    if (hold === null) for (const limit of limits) limit.take(byteLength, nowMs);
    return hold;
  }

  #pause({ limit, waitMs, nowMs }: Hold): void {
    if (waitMs < MIN_PAUSE_MS) return;
    this.#pausedUntilMs = nowMs + waitMs;
    this.#pausedBy = limit.option;
    if (this.#pausedSinceMs !== null) return;
    this.#pausedSinceMs = this.#parts.clock.nowMs();
    this.#parts.onPause(limit.option, nowMs + waitMs);
  }

  #resume(): void {
    if (this.#pausedSinceMs === null) return;
    this.#pausedUntilMs = 0;
    this.#pausedBy = null;
    const pausedMs = this.#parts.clock.nowMs() - this.#pausedSinceMs;
    this.#pausedMs += pausedMs;
    this.#pausedSinceMs = null;
    this.#parts.onResume(pausedMs);
  }
}

type Grant = Awaited<ReturnType<RequestQuota["acquire"]>>;

/** A limit that holds a request back. */
interface Hold {
  readonly limit: QuotaLimit;
  readonly waitMs: number;
  readonly nowMs: number;
}

/** Other processes give back what they do not use, and clocks are set: time after which to look again. */
const RECHECK_MS = 30_000;
/** A shorter wait is not worth a word. */
const MIN_PAUSE_MS = 10_000;
