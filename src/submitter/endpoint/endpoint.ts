import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { SendOptions } from "../../options/send-options.ts";
import {
  SameRejectionDetector,
  type SameRejection,
  SAME_REJECTION_THRESHOLD,
} from "../../core/service/same-rejection.ts";
import type { PendingFrame } from "../pending-frame.ts";
import { AttemptSender, type Surroundings } from "./attempt-sender.ts";
import { toFrameResult } from "./frame-result.ts";
import { LimitedSlots } from "../limit/limited-slots.ts";
import type { Limiter } from "../limit/limiter.ts";
import { limiterFor } from "../limit/limiter-for.ts";
import { Slots } from "../limit/slots.ts";
import type { Capacity } from "./has-more-capacity.ts";
import type { Readiness } from "./rank-endpoint.ts";
import type { OutageOptions } from "./outage.ts";
import { RetryAllowance } from "./retry-allowance.ts";
import type { RequestMeter, Sender, SendResult } from "../send-result.ts";
import { type Permit, CircuitBreaker } from "./circuit-breaker.ts";
import { SlotBackoff } from "./slot-backoff.ts";
import { OutlierDetector } from "./outlier-detector.ts";
import type { StopSignals } from "../submitter.ts";
import { RetryQueue } from "./retry-queue.ts";

/** A service that frames may go to. */
export interface EndpointConfig {
  /** Its address as it may be shown. */
  readonly service: string;
  readonly sender: Sender;
  /** How much of the frames it is meant to have, as against the others. @default 1 */
  readonly weight?: number;
  /** The limit that suited in an earlier run with `--concurrency auto`. @default null, where none is on record */
  readonly rememberedLimit?: number | null;
}

/** How one service is treated; the options that the user gives. */
export interface EndpointOptions extends Pick<
  SendOptions,
  "concurrency" | "maxConcurrency" | "retries" | "maxOutageMs"
> {
  /** Frames that share a request, at most. @default 1 */
  readonly batch?: number;
}

/** What a line works with, and whom it tells. */
export interface EndpointParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly settle: (frame: Frame, result: FrameResult) => Promise<void>;
  /** Is told each final word that `settle` has taken. */
  readonly onSettled: (result: FrameResult) => void;
  readonly emit: EventListener;
  readonly signals: StopSignals;
  readonly surroundings: Surroundings;
  /** Where frames wait for the same attempt again, and those that move. */
  readonly repeats: RetryQueue;
  /** Is told when the line may have become able to take a frame. */
  readonly onChange: () => void;
  /** Is told once when an outage has lasted too long, and once when there is no service to wait for. */
  readonly onGiveUp: OutageOptions["onGiveUp"];
  /** Is told once when the first answers of the service were all the same refusal. */
  readonly onRefusals: (line: Endpoint) => void;
}

/**
 * The way to one service, with all that belongs to it alone: how many requests it gets at once, whether
 * it is there and how it does, what it is owed in retries. A frame has a slot only while it is sent and
 * put on record, or while nobody may send.
 */
export class Endpoint implements Capacity {
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** Its place among the services. */
  readonly number: number;
  /** How much of the frames it is meant to have, as against the others. */
  readonly weight: number;
  virtualTime = 0;
  /** Whether it gets no frames any more, for it refuses them all and another service may not. */
  isLeftOut = false;
  /** Frames that failed here, and wait for another attempt and then for the allowance. */
  readonly retries: RetryQueue;
  readonly allowance: RetryAllowance;
  readonly #parts: EndpointParts;
  readonly #slots: Slots;
  readonly #breaker: CircuitBreaker;
  readonly #outliers: OutlierDetector;
  readonly #attempts: AttemptSender;
  readonly #slotBackoff: SlotBackoff;
  readonly #firstAnswers = new SameRejectionDetector();

  constructor(
    number: number,
    endpoint: EndpointConfig,
    options: EndpointOptions,
    parts: EndpointParts,
  ) {
    const { clock, random, onChange } = parts;
    const { service, sender, weight = 1, rememberedLimit = null } = endpoint;
    const { batch = 1, retries, maxOutageMs } = options;
    this.service = service;
    this.number = number;
    this.weight = weight;
    this.#parts = parts;
    this.#slots = new Slots(batch, onChange);
    this.retries = new RetryQueue(clock);
    this.allowance = new RetryAllowance(clock);
    this.#slotBackoff = new SlotBackoff(clock, random);
    this.#outliers = new OutlierDetector(clock, random);
    // So that a frame does not use up its attempts before the outage is noticed.
    const consecutiveFailures = Math.min(5, Math.max(2, retries + 1));
    this.#breaker = new CircuitBreaker({
      ...parts,
      service,
      maxOutageMs,
      consecutiveFailures,
      onStateChange: onChange,
    });
    const requests = this.#meter(limiterFor(options, rememberedLimit), batch);
    sender.measure?.(requests);
    const meter = batch === 1 ? requests : null;
    this.#attempts = new AttemptSender({
      ...{ ...parts, service, number, sender, meter, breaker: this.#breaker, retries },
    });
  }

  /** Rejects with what carrying a frame threw; never resolves. */
  get failed(): Promise<never> {
    return this.#slots.failed;
  }

  get limit(): number {
    return this.#slots.count;
  }

  get freeCount(): number {
    return this.#slots.freeCount;
  }

  /** Good answers so far. */
  get successCount(): number {
    return this.#breaker.successCount;
  }

  /** Whether the service has been away for so long that it is time to give up. */
  get isGivenUp(): boolean {
    return this.#breaker.isGivenUp || this.isLeftOut;
  }

  /** Whether it is away, and has been since the start. */
  get isUnreached(): boolean {
    return this.#breaker.isOutage && this.#breaker.successCount === 0;
  }

  /** What its first answers all were, once there are enough of them; `null` while there are not, or if they differed. */
  get sameRejection(): SameRejection | null {
    const refusal = this.#firstAnswers.sameRejection;
    return refusal !== null && refusal.answers >= SAME_REJECTION_THRESHOLD ? refusal : null;
  }

  get readiness(): Readiness {
    if (this.#breaker.waitMs !== 0 || this.isLeftOut) return "shut";
    if (this.#breaker.isOutage || this.#outliers.trialInMs === 0) return "due";
    return this.#outliers.isGood ? "healthy" : "poor";
  }

  /** When the endpoint may become more ready by itself, in milliseconds from now; `null` if it will not. */
  get readierInMs(): number | null {
    return this.isLeftOut ? null : this.#breaker.waitMs || this.#outliers.trialInMs || null;
  }

  /**
   * Resolves once the frame has a slot. @throws what carrying an earlier one threw.
   *
   * @param pass of a frame that has got it already.
   */
  begin(pending: PendingFrame, pass: Permit | null = null): Promise<void> {
    return this.#slots.begin(() => this.#deliver(pending, pass));
  }

  /** Leave to send one frame; `null` if it cannot be had at once. */
  tryAcquire(): Permit | null {
    this.#outliers.noteGiven();
    return this.#breaker.tryAcquire();
  }

  /** Resolves when no slot is taken any more; throws what carrying a frame threw. */
  async idle(): Promise<void> {
    await this.#slots.idle();
  }

  /** Lets nobody wait here any more. */
  end(): void {
    this.retries.close();
    this.#breaker.close();
    this.#slotBackoff.end();
    this.allowance.end();
  }

  /** What finds the number of requests in flight, and gives the slots of their frames. */
  #meter(limiter: Limiter, framesPerRequest: number): RequestMeter {
    const { clock, emit, surroundings } = this.#parts;
    const { service } = this;
    const slots = this.#slots;
    // What waits for the pace, the limit does not hold back.
    const isFrameWaiting = (): boolean =>
      (slots.isOneWaiting || surroundings.isFrameWaiting()) && !this.#breaker.isPaced;
    const isOutage = (): boolean => this.#breaker.isOutage;
    return new LimitedSlots({
      ...{ service, limiter, slots, framesPerRequest, isFrameWaiting, isOutage, clock, emit },
    });
  }

  /** Frames that shared a request had one answer. */
  #noteAnswer({ verdict, batchPosition }: SendResult): void {
    if ((batchPosition?.place ?? 0) !== 0) return;
    const before = this.#firstAnswers.sameRejection?.answers ?? 0;
    this.#firstAnswers.record(verdict);
    if (before < SAME_REJECTION_THRESHOLD && this.sameRejection !== null)
      this.#parts.onRefusals(this);
  }

  /** What a slot does. */
  async #deliver(pending: PendingFrame, given: Permit | null): Promise<void> {
    const pass = given ?? this.#breaker.pass() ?? (await this.#breaker.acquire());
    if (pass === null || this.#parts.signals.drain.aborted) return;
    if (pending.sendings === 0) this.allowance.noteNewFrame();
    const slot = this.#slotBackoff.take();
    const attempt = await this.#attempts.attempt(pending, pass);
    if (attempt === null) return;
    this.#outliers.note(attempt.sending);
    if (!this.#firstAnswers.isMixed) this.#noteAnswer(attempt.sending);
    if (attempt.decision === "finish") {
      const result = toFrameResult(pending, attempt, this.service);
      await this.#parts.settle(pending.frame, result);
      if (result.outcome === "delivered" && result.attempts > 1) this.allowance.noteSuccess();
      this.#parts.onSettled(result);
    } else {
      const room = attempt.decision === "retry" ? this.retries : this.#parts.repeats;
      room.add(pending, attempt.pauseMs);
    }
    const restMs = this.#slotBackoff.restMs(slot, attempt.sending, this.#breaker.isOutage);
    if (restMs > 0) await this.#slotBackoff.rest(restMs);
    this.#slotBackoff.giveBack(slot);
  }
}
