import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { RequestQuota } from "../request-quota.ts";

export interface OutageOptions {
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** Time without a good answer after which to give up, in milliseconds; `null` waits for ever. */
  readonly maxOutageMs: number | null;
  /** Quota of the service; no outage is what it makes wait for. @default null, for none */
  readonly quota?: RequestQuota | null;
  readonly clock: Clock;
  readonly emit: EventListener;
  /** Called once when it has lasted too long, or when there is no service to wait for. */
  readonly onGiveUp: (reason: string, cause: "outage" | "wrongProtocol") => void;
}

/** One outage of the service: if it lasts, that is reported once, and its end once. */
export class Outage {
  readonly #options: OutageOptions;
  readonly #sinceMs: number;
  /** What the quota had made wait for until then. */
  readonly #pausedBeforeMs: number;
  readonly #end = new AbortController();
  #isReported = false;

  /** @param sinceMs when the first request of those that failed began, on the monotonic clock. */
  constructor(reason: string, sinceMs: number, options: OutageOptions) {
    this.#options = options;
    this.#sinceMs = sinceMs;
    this.#pausedBeforeMs = options.quota?.pausedMs ?? 0;
    if (options.maxOutageMs !== null) void this.#watch(reason, options.maxOutageMs);
  }

  /** True if it has lasted so long that it is time to give up. */
  get isTooLong(): boolean {
    const { maxOutageMs } = this.#options;
    return maxOutageMs !== null && this.#leftMs(maxOutageMs) <= 0;
  }

  /** The outage lasts. @param remedy what is probably wrong with the address; `null` where that is known to be right. */
  report(reason: string, remedy: string | null): void {
    const { service, emit } = this.#options;
    const advice = remedy === null ? {} : { remedy };
    if (!this.#isReported) emit({ type: "serviceLost", service, reason, ...advice });
    this.#isReported = true;
  }

  /** The service is back. */
  recover(): void {
    const { service, clock, emit } = this.#options;
    const outageMs = Math.round(clock.nowMs() - this.#sinceMs);
    this.forget();
    if (this.#isReported) emit({ type: "serviceRecovered", service, outageMs });
  }

  /** Nobody waits for the service any more. */
  forget(): void {
    this.#end.abort();
  }

  #leftMs(maxOutageMs: number): number {
    const { clock, quota } = this.#options;
    const pausedMs = (quota?.pausedMs ?? 0) - this.#pausedBeforeMs;
    return this.#sinceMs + maxOutageMs + pausedMs - clock.nowMs();
  }

  async #watch(reason: string, maxOutageMs: number): Promise<void> {
    const { clock, onGiveUp } = this.#options;
    const { signal } = this.#end;
    // The listener looks whether this outage is too long, and has to find it by then.
    await Promise.resolve();
    while (!signal.aborted) {
      const leftMs = this.#leftMs(maxOutageMs);
      if (leftMs <= 0) return onGiveUp(reason, "outage");
      await clock.sleep(Math.min(leftMs, MAX_SLEEP_MS), signal).catch(() => {});
    }
  }
}

/** Timers of Node know no more than 2^31 - 1 milliseconds. */
const MAX_SLEEP_MS = 24 * 60 * 60 * 1000;
