import {
  SAME_REJECTION_THRESHOLD,
  type SameRejection,
  SameRejectionDetector,
} from "../../core/service/same-rejection.ts";
import type { LimitedSlots } from "../limit/limited-slots.ts";
import type { RequestQuota } from "../request-quota.ts";
import type { RequestMeter, SendResult } from "../send-result.ts";
import type { Attempt } from "./attempt.ts";
import { CircuitBreaker, type CircuitBreakerOptions, type Permit } from "./circuit-breaker.ts";
import { beforeFirstAnswer } from "./reject-malformed-first.ts";
import { isThrottled, healthOf } from "./outage-signs.ts";
import { OutlierDetector } from "./outlier-detector.ts";
import { PermitQueue } from "./permit-queue.ts";
import { ServiceWarnings } from "./service-warnings.ts";

/**
 * Readiness of a service for one more frame. `healthy`: it works. `due`: it may be given one, to see
 * whether it works again. `poor`: it answers, but most frames fail there. `shut`: it is
 * away, or wants a pause.
 */
export type Readiness = "healthy" | "due" | "poor" | "shut";

/**
 * All that attempts have shown of one service. Circuit breaker, outlier detector and limiter learn from
 * an attempt here, and nowhere else.
 */
export class EndpointHealth implements RequestMeter {
  /** True if it gets no frames any more, for it rejects them all and another service may not. */
  isExcluded = false;
  readonly permits: PermitQueue;
  readonly #breaker: CircuitBreaker;
  readonly #outliers: OutlierDetector;
  readonly #slots: LimitedSlots;
  readonly #quota: RequestQuota | null;
  readonly #warnings: ServiceWarnings;
  readonly #firstAnswers = new SameRejectionDetector();
  /** True if a whole answer has come from the service. */
  #hasAnswered = false;

  /** @param slots of the frames that are sent to it. */
  constructor(options: CircuitBreakerOptions, slots: LimitedSlots) {
    const { service, clock, random, emit } = options;
    this.#breaker = new CircuitBreaker(options);
    this.permits = new PermitQueue(this.#breaker, clock);
    this.#outliers = new OutlierDetector(clock, random);
    this.#warnings = new ServiceWarnings(service, emit);
    this.#slots = slots;
    this.#quota = options.quota ?? null;
  }

  /** Good answers so far. */
  get successCount(): number {
    return this.#breaker.successCount;
  }

  /** True if the service is taken to be away. */
  get isOutage(): boolean {
    return this.#breaker.isOutage;
  }

  /** True if the service has been away for so long that it is time to give up. */
  get isGivenUp(): boolean {
    return this.#breaker.isGivenUp || this.isExcluded;
  }

  /** True if it is away, and has been since the start. */
  get isUnreached(): boolean {
    return this.#breaker.isOutage && this.#breaker.successCount === 0;
  }

  /** Rest of the pause that the service asked for, in milliseconds. */
  get holdLeftMs(): number {
    return this.#breaker.holdLeftMs;
  }

  /** The rejection that its first answers all were; `null` while there are too few of them, or if they differed. */
  get sameRejection(): SameRejection | null {
    const rejection = this.#firstAnswers.sameRejection;
    return rejection !== null && rejection.answers >= SAME_REJECTION_THRESHOLD ? rejection : null;
  }

  get readiness(): Readiness {
    if (this.#breaker.waitMs !== 0 || this.isExcluded || this.#quotaLeftMs > 0) return "shut";
    if (this.#breaker.isOutage || this.#outliers.trialInMs === 0) return "due";
    return this.#outliers.isHealthy ? "healthy" : "poor";
  }

  /** Time until it may become more ready by itself, in milliseconds; `null` if it will not. */
  get readierInMs(): number | null {
    if (this.isExcluded) return null;
    return this.#breaker.waitMs || this.#quotaLeftMs || this.#outliers.trialInMs || null;
  }

  get #quotaLeftMs(): number {
    return this.#quota?.pauseLeftMs ?? 0;
  }

  /** Permit to send one frame, be it a probe or a trial; `null` if there is none at once. */
  tryAcquire(): Permit | null {
    this.#outliers.startTrial();
    return this.#breaker.tryAcquire();
  }

  /** The result as it counts at this service. */
  interpret(result: SendResult): SendResult {
    this.#hasAnswered ||= result.fault === null;
    return this.#hasAnswered ? result : beforeFirstAnswer(result);
  }

  /**
   * Learns from an attempt. The request of a batch is no attempt, for each of its frames has one, and
   * some none: its sender reports it to the limiter, through `requestEnded`.
   *
   * @param isTelling true if a bad sign counts: not from a frame that may itself be the cause.
   */
  learn(attempt: Attempt, isTelling: boolean): void {
    const { permit, result } = attempt;
    const { verdict, fault } = result;
    const reason = verdict.kind === "accepted" ? "" : verdict.reason;
    // Frames that shared a request bring one sign of the service, and not as many as they are.
    const isFirst = (result.batchPosition?.place ?? 0) === 0;
    if (verdict.kind === "unavailable" && verdict.waitMs !== null)
      this.#breaker.hold(verdict.waitMs);
    const hasTurned = this.#breaker.observe(permit, {
      ...{ health: healthOf(result), reason, startedMs: attempt.startedMs },
      ...{ isTelling: isTelling && isFirst },
      ...{ isUnreachable: fault === "unreachable", isThrottled: isThrottled(result) },
    });
    if (hasTurned) this.permits.wake();
    if (fault === "wrongProtocol" && !this.#hasAnswered) this.#breaker.abandon(reason);
    this.#warnings.note(result);
    if (this.#slots.framesPerRequest === 1) this.requestEnded(attempt.acquiredMs, result);
    this.#outliers.note(result);
    if (isFirst) this.#firstAnswers.record(verdict);
  }

  /** A broker has taken a frame, so that others need not wait for its answer to know that it is there. */
  noteHandedOver(): void {
    const signs = { isTelling: true, isUnreachable: false, isThrottled: false };
    const observation = { health: "healthy", reason: "", startedMs: 0, ...signs } as const;
    if (this.#breaker.observe(ANY_PERMIT, observation)) this.permits.wake();
  }

  get limit(): number {
    return this.#slots.limit;
  }

  requestStarted(): number {
    return this.#slots.requestStarted();
  }

  requestEnded(startedMs: number, result: SendResult): void {
    const { isOutage, isPaced } = this.#breaker;
    // What waits for the pace or its quota, the limit does not hold back.
    const isHeld = isPaced || (result.heldMs ?? 0) >= MIN_HELD_MS;
    const isFrameWaiting = !isHeld && this.#slots.isFrameWaiting;
    this.#slots.requestEnded(startedMs, result, { isOutage, isFrameWaiting });
  }

  /** Gives no further permit. */
  close(): void {
    this.permits.close();
    this.#breaker.close();
  }
}

/** What is healthy counts whenever it began. */
const ANY_PERMIT: Permit = 0;
/** A shorter wait for the quota is none. */
const MIN_HELD_MS = 1;
