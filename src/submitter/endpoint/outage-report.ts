import { addressDoubt } from "./address-doubt.ts";
import { Outage, type OutageOptions } from "./outage-timer.ts";
import type { Observation } from "./observation.ts";

/** The outages of one service, one after the other: when each began, and whether it was reported. */
export class OutageReport {
  readonly #options: OutageOptions;
  #outage: Outage | null = null;
  /** Time at which the first request of the current run of failures went out; `null` after a good answer. */
  #unhealthySinceMs: number | null = null;
  #hasSucceeded = false;

  constructor(options: OutageOptions) {
    this.#options = options;
  }

  /** True if the outage has lasted so long that it is time to give up. */
  get isTooLong(): boolean {
    return this.#outage?.isTooLong ?? false;
  }

  /** Takes note of the health that a request has shown. */
  note({ health, startedMs }: Observation): void {
    if (health === "unhealthy") this.#unhealthySinceMs ??= startedMs;
    if (health !== "healthy") return;
    this.#hasSucceeded = true;
    this.#unhealthySinceMs = null;
  }

  /** The breaker has opened. */
  begin({ reason }: Observation): void {
    this.#outage ??= new Outage(reason, this.#sinceMs, this.#options);
  }

  /** A probe has failed once more. */
  probeFailed(observation: Observation, failedProbes: number): void {
    if (failedProbes >= PROBES_UNTIL_REPORTED) this.#report(observation);
  }

  /** Warns of a host that lets connections wait: it takes long to show that it is away, and is probably the wrong one. */
  noteUnreachable(observation: Observation): void {
    if (this.#hasSucceeded || this.#options.clock.nowMs() - this.#sinceMs < SILENCE_MS) return;
    this.begin(observation);
    this.#report(observation);
  }

  /** The service has answered again. */
  end(): void {
    this.#outage?.recover();
    this.#outage = null;
  }

  /** Nobody waits for the service any more. */
  forget(): void {
    this.#outage?.forget();
  }

  get #sinceMs(): number {
    return this.#unhealthySinceMs ?? this.#options.clock.nowMs();
  }

  /** Reports a failure; for a service never reached, with what is probably wrong with its address. */
  #report({ reason, isUnreachable }: Observation): void {
    const isNew = isUnreachable && !this.#hasSucceeded;
    this.#outage?.report(reason, isNew ? addressDoubt(this.#options.service, reason) : null);
  }
}

/** Before that it may well be a service that takes a little less than it gets. */
export const PROBES_UNTIL_REPORTED = 3;
/** Time without any connection after which the address is doubted, in milliseconds. */
const SILENCE_MS = 3000;
