import type { Clock } from "../../core/concurrency/clock.ts";
import {
  type BreakerState,
  CLOSED,
  type HalfOpenBreaker,
  onFailure,
  onProbeInconclusive,
  onProbeStart,
  onSuccess,
  type OpenBreaker,
} from "./breaker-state.ts";
import type { OutageOptions } from "./outage-timer.ts";
import { OutageReport, PROBES_UNTIL_REPORTED } from "./outage-report.ts";
import type { Observation } from "./observation.ts";
import { Pacer } from "./pacer.ts";

export interface CircuitBreakerOptions extends OutageOptions {
  /** Signs of an outage in a row that open it. */
  readonly consecutiveFailures: number;
  /** Numbers from 0 up to, and without, 1. */
  readonly random: () => number;
}

/** Leave to send one request: the number of the stretch of time, between outages or in one, that gave it. */
export type Permit = number;

/**
 * Gives the permits to send. There are none while the service asks for a pause, and one at a time in an
 * outage, as its probe. After a short outage in which the service throttled requests, they are given
 * at a pace until a long one: all at once, they would only be throttled again.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #clock: Clock;
  readonly #pacer = new Pacer();
  readonly #report: OutageReport;
  #state: BreakerState = CLOSED;
  #stretch: Permit = 0;
  #successCount = 0;
  #holdUntilMs = 0;
  /** True if the outage began with a throttled request. */
  #beganThrottled = false;
  #isAbandoned = false;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#report = new OutageReport(options);
  }

  /** Good answers so far. */
  get successCount(): number {
    return this.#successCount;
  }

  /** True if the service is taken to be away. */
  get isOutage(): boolean {
    return this.#state.state !== "closed";
  }

  /** True if the service has been away for so long that it is time to give up. */
  get isGivenUp(): boolean {
    return this.#isAbandoned || this.#report.isTooLong;
  }

  /** Rest of the pause that the service asked for, in milliseconds. */
  get holdLeftMs(): number {
    if (this.#holdUntilMs === 0) return 0;
    return Math.max(0, this.#holdUntilMs - this.#clock.nowMs());
  }

  /** True if requests wait because they go out at a pace. */
  get isPaced(): boolean {
    return this.#pacer.isOn && this.#pacer.isHolding(this.#clock.nowMs());
  }

  /** True if each permit is for one request, and not for all that wait. */
  get isOneByOne(): boolean {
    return this.#state.state === "open" || this.#pacer.isOn;
  }

  /** Until there is a permit, in milliseconds; `null` while that depends on a probe under way. */
  get waitMs(): number | null {
    if (this.#state.state === "half-open") return null;
    if (this.#state.state === "closed") return Math.max(this.holdLeftMs, this.#paceWaitMs);
    return Math.max(this.holdLeftMs, this.#state.probeAtMs - this.#clock.nowMs(), 0);
  }

  /** A permit that can be had at once, be it for a probe. */
  tryAcquire(): Permit | null {
    if (this.waitMs !== 0) return null;
    if (this.#state.state === "open") this.#state = onProbeStart(this.#state);
    if (this.#pacer.isOn) this.#pacer.take(this.#clock.nowMs());
    return this.#stretch;
  }

  /** Gives no permit for as long as the service asks for. */
  hold(waitMs: number): void {
    this.#holdUntilMs = Math.max(this.#holdUntilMs, this.#clock.nowMs() + waitMs);
  }

  /** There is no service to wait for: what answers there is none. */
  abandon(reason: string): void {
    if (this.#isAbandoned) return;
    this.#isAbandoned = true;
    this.#options.onGiveUp(reason, "wrongProtocol");
  }

  /** Takes note of what a request that had a permit has shown. @returns whether that changed the state. */
  observe(permit: Permit, observation: Observation): boolean {
    const isHealthy = observation.health === "healthy";
    if (isHealthy) {
      this.#successCount += 1;
      this.#isAbandoned = false;
    }
    this.#report.note(observation);
    const before = this.#state;
    this.#notePace(observation);
    const after = this.#next(before, permit, observation);
    this.#state = after;
    if (before.state !== after.state) {
      const isByProbe = before.state === "half-open" && permit === this.#stretch;
      this.#turn(before, observation, isByProbe);
      return true;
    }
    if (observation.isUnreachable) this.#report.noteUnreachable(observation);
    else if (isHealthy) this.#report.end();
    return false;
  }

  /** Nobody waits for the service any more. */
  close(): void {
    this.#report.forget();
  }

  get #paceWaitMs(): number {
    return this.#pacer.isOn ? this.#pacer.waitMs(this.#clock.nowMs()) : 0;
  }

  #notePace({ health, isThrottled, startedMs }: Observation): void {
    if (health === "healthy") this.#pacer.noteAccepted(this.#clock);
    else if (isThrottled) this.#pacer.noteThrottled(startedMs, this.#clock.nowMs());
  }

  #next(state: BreakerState, permit: Permit, { health, isTelling }: Observation): BreakerState {
    if (health === "healthy") return onSuccess(state);
    // A failure of what went out before the outage, or before its end, says nothing new.
    if (state.state === "open" || permit !== this.#stretch) return state;
    const { consecutiveFailures, random } = this.#options;
    const nowMs = this.#clock.nowMs();
    const isProbe = state.state === "half-open";
    if (health === "unhealthy" && (isProbe || isTelling))
      return onFailure(state, { consecutiveFailures, nowMs, random: random() });
    return isProbe ? onProbeInconclusive(state, nowMs) : state;
  }

  #turn(before: BreakerState, observation: Observation, isByProbe: boolean): void {
    const now = this.#state;
    if (before.state === "closed") {
      this.#stretch += 1;
      this.#beganThrottled = observation.isThrottled;
      this.#report.begin(observation);
    } else if (now.state === "closed") {
      this.#stretch += 1;
      this.#recover(before, isByProbe);
    } else {
      this.#report.probeFailed(observation, now.failedProbes);
    }
  }

  #recover({ failedProbes }: OpenBreaker | HalfOpenBreaker, isByProbe: boolean): void {
    // One that was away for a while was down, and takes as many as before: also where a late good answer to what was
    // sent before had made it look like one that throttles.
    if (failedProbes >= PROBES_UNTIL_REPORTED) this.#pacer.end();
    // A late good answer to what was sent before tells nothing of a rate: the service may have gone away in between.
    else if (this.#beganThrottled && isByProbe) this.#pacer.begin(this.#clock.nowMs());
    this.#report.end();
  }
}
