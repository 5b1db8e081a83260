import type { Clock } from "../../core/concurrency/clock.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import { Pacer } from "./pacer.ts";
import { Outage, type OutageOptions } from "./outage.ts";
import { addressDoubt } from "./address-doubt.ts";
import {
  onFailure,
  onProbeInconclusive,
  onProbeStart,
  onSuccess,
  type BreakerState,
  CLOSED,
} from "./breaker-state.ts";
import type { Health } from "../faults.ts";

export interface CircuitBreakerOptions extends OutageOptions {
  /** Signs of an outage in a row that shut the gate. */
  readonly consecutiveFailures: number;
  readonly random: () => number;
  /** Is told each time that an outage begins or ends, or a probe comes to nothing. */
  readonly onStateChange: () => void;
}

/** Leave to send one request: the number of the stretch of time, between outages or in one, that gave it. */
export type Permit = number;

/** What a request that was let out has shown. */
export interface Observation {
  readonly health: Health;
  readonly reason: string;
  /** When the request went out, on the monotonic clock. */
  readonly startedMs: number;
  /** Whether a bad sign counts: not from a frame that may itself be the cause. */
  readonly isTelling: boolean;
  /** Whether no connection could be made. */
  readonly isUnreachable: boolean;
  /** Whether the service answered that it had no room for it. */
  readonly isTurnedAway: boolean;
}

/**
 * Every request passes here. The gate is shut while the service asks for a pause, and in an outage,
 * which it lets one request at a time probe. After a short one, in which the service turned requests
 * away, it lets them out at a pace: all at once, they would only be turned away again. Whoever waits here has a slot and costs no attempt.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  readonly #clock: Clock;
  readonly #timer: WakeableTimer;
  readonly #pacer = new Pacer();
  #breaker: BreakerState = CLOSED;
  #outage: Outage | null = null;
  #stretch: Permit = 0;
  #successCount = 0;
  #unhealthySinceMs: number | null = null;
  #holdUntilMs = 0;
  readonly #waiters: ((tryAcquireClosed: Permit | null) => void)[] = [];
  /** Whether the outage began with an answer that there is no room. */
  #isTurnedAway = false;
  #isKept = false;
  #isClosed = false;
  #isAbandoned = false;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#timer = new WakeableTimer(options.clock);
  }

  /** Good answers so far. */
  get successCount(): number {
    return this.#successCount;
  }

  /** Whether the service is taken to be away. */
  get isOutage(): boolean {
    return this.#breaker.state !== "closed";
  }

  /** Whether the service has been away for so long that it is time to give up. */
  get isGivenUp(): boolean {
    return this.#isAbandoned || (this.#outage?.isTooLong ?? false);
  }

  /** There is no service to wait for: what answers there is none. */
  abandon(reason: string): void {
    if (this.#isAbandoned) return;
    this.#isAbandoned = true;
    this.#options.onGiveUp(reason, "wrongProtocol");
  }

  /** What is left of the pause that the service asked for, in milliseconds. */
  get holdLeftMs(): number {
    if (this.#holdUntilMs === 0) return 0;
    return Math.max(0, this.#holdUntilMs - this.#clock.nowMs());
  }

  /** Whether requests wait because they go out at a pace. */
  get isPaced(): boolean {
    return this.#pacer.isOn && this.#pacer.isHolding(this.#clock.nowMs());
  }

  /** A pass, where one can be had at once. */
  pass(): Permit | null {
    return this.#breaker.state === "closed" ? this.tryAcquire() : null;
  }

  /** Until somebody may pass, in milliseconds; `null` while that depends on a probe under way. */
  get waitMs(): number | null {
    if (this.#breaker.state === "half-open") return null;
    if (this.#breaker.state === "closed") return Math.max(this.holdLeftMs, this.#paceWaitMs);
    return Math.max(this.holdLeftMs, this.#breaker.probeAtMs - this.#clock.nowMs(), 0);
  }

  /** A pass, where one can be had at once, be it for a probe. */
  tryAcquire(): Permit | null {
    if (this.waitMs !== 0) return null;
    if (this.#breaker.state === "open") this.#breaker = onProbeStart(this.#breaker);
    if (this.#pacer.isOn) this.#pacer.take(this.#clock.nowMs());
    return this.#stretch;
  }

  /** Waits in line for a pass; `null` once the gate is closed for good. */
  async acquire(): Promise<Permit | null> {
    if (this.#isClosed) return null;
    return await new Promise((resolve) => {
      this.#waiters.push(resolve);
      if (!this.#isKept) void this.#keep();
    });
  }

  /** Holds everything back for as long as the service asks for. */
  hold(waitMs: number): void {
    this.#holdUntilMs = Math.max(this.#holdUntilMs, this.#clock.nowMs() + waitMs);
  }

  /** Takes note of what came of a request that was let out. */
  observe(pass: Permit, observation: Observation): void {
    if (observation.health === "healthy") {
      this.#successCount += 1;
      this.#isAbandoned = false;
      this.#unhealthySinceMs = null;
    } else if (observation.health === "unhealthy") {
      this.#unhealthySinceMs ??= observation.startedMs;
    }
    const before = this.#breaker;
    this.#notePace(observation);
    this.#breaker = this.#next(before, pass, observation);
    if (before.state === this.#breaker.state) {
      if (observation.isUnreachable) this.#warnIfSilent(observation);
      else if (observation.health === "healthy" && this.#outage !== null) this.#endOutage();
      return;
    }
    if (before.state === "closed") this.#isTurnedAway = observation.isTurnedAway;
    this.#turn(before, observation);
  }

  /** Lets nobody through any more, and sends away who waits. */
  close(): void {
    this.#isClosed = true;
    this.#outage?.forget();
    for (const leave of this.#waiters.splice(0)) leave(null);
    this.#timer.wake();
  }

  get #paceWaitMs(): number {
    return this.#pacer.isOn ? this.#pacer.waitMs(this.#clock.nowMs()) : 0;
  }

  #notePace({ health, isTurnedAway, startedMs }: Observation): void {
    if (health === "healthy") this.#pacer.noteAccepted(this.#clock);
    else if (isTurnedAway) this.#pacer.noteRefused(startedMs, this.#clock.nowMs());
  }

  #next(breaker: BreakerState, pass: Permit, { health, isTelling }: Observation): BreakerState {
    if (health === "healthy") return onSuccess(breaker);
    // A failure of what went out before the outage, or before its end, says nothing new.
    if (breaker.state === "open" || pass !== this.#stretch) return breaker;
    const { consecutiveFailures, random } = this.#options;
    const nowMs = this.#clock.nowMs();
    const isProbe = breaker.state === "half-open";
    if (health === "unhealthy" && (isProbe || isTelling))
      return onFailure(breaker, { consecutiveFailures, nowMs, random: random() });
    return isProbe ? onProbeInconclusive(breaker, nowMs) : breaker;
  }

  /** A host that lets connections wait takes long to show that it is away, and is probably the wrong one. */
  #warnIfSilent(observation: Observation): void {
    const nowMs = this.#clock.nowMs();
    const sinceMs = this.#unhealthySinceMs ?? nowMs;
    if (this.#successCount > 0 || nowMs - sinceMs < SILENCE_MS) return;
    this.#outage ??= new Outage(observation.reason, sinceMs, this.#options);
    this.#outage.tell(observation.reason, this.#addressDoubt(observation));
  }

  #endOutage(): void {
    this.#outage?.recover();
    this.#outage = null;
  }

  /** What is probably wrong with the address of a service that was never reached. */
  #addressDoubt({ reason, isUnreachable }: Observation): string | null {
    const isNew = isUnreachable && this.#successCount === 0;
    return isNew ? addressDoubt(this.#options.service, reason) : null;
  }

  #turn(before: BreakerState, observation: Observation): void {
    const { reason } = observation;
    const now = this.#breaker;
    if (before.state === "closed") {
      this.#stretch += 1;
      this.#outage ??= new Outage(
        reason,
        this.#unhealthySinceMs ?? this.#clock.nowMs(),
        this.#options,
      );
    } else if (now.state === "closed") {
      this.#stretch += 1;
      // One that was away for a while was down, and takes as many as before.
      const isShort = before.failedProbes < PROBES_UNTIL_TOLD;
      if (this.#isTurnedAway && isShort) this.#pacer.begin(this.#clock.nowMs());
      this.#endOutage();
    } else if (now.failedProbes >= PROBES_UNTIL_TOLD) {
      this.#outage?.tell(reason, this.#addressDoubt(observation));
    }
    this.#timer.wake();
    this.#options.onStateChange();
  }

  /** Lets waiters in as their time comes. */
  async #keep(): Promise<void> {
    this.#isKept = true;
    while (this.#waiters.length > 0) {
      const { waitMs } = this;
      if (waitMs === 0) this.#letIn();
      else await this.#timer.wait(waitMs);
    }
    this.#isKept = false;
  }

  #letIn(): void {
    const isOneByOne = this.#breaker.state === "open" || this.#pacer.isOn;
    const pass = this.tryAcquire();
    for (const enter of this.#waiters.splice(0, isOneByOne ? 1 : Infinity)) enter(pass);
  }
}

/** Before that it may well be a service that takes a little less than it is given. */
const PROBES_UNTIL_TOLD = 3;
/** Time without any connection after which the address is doubted, in milliseconds. */
const SILENCE_MS = 3000;
