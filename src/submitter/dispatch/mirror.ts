import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener, RunEvent } from "../../core/events/run-event.ts";
import {
  SameRejectionDetector,
  SAME_REJECTION_THRESHOLD,
} from "../../core/service/same-rejection.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { describeRejection, rejectionRemedy } from "../../core/service/rejection-remedy.ts";
import type { MirrorCounts } from "../../core/summary.ts";
import { isThrottled, healthOf } from "../endpoint/outage-signs.ts";
import type { Sender, SendResult } from "../send-result.ts";
import { type Permit, CircuitBreaker } from "../endpoint/circuit-breaker.ts";

export interface MirrorOptions {
  /** Address of the service as it may be shown. */
  readonly service: string;
  readonly sender: Sender;
  /** Copies that may be in flight, at most: those in flight, and those that wait to be. */
  readonly maxInFlight: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly emit: EventListener;
}

/**
 * Sends a copy of each frame to one more service, once and if it can take it. Nobody waits for a copy,
 * and what becomes of it changes nothing.
 */
export class Mirror implements AsyncDisposable {
  readonly #options: MirrorOptions;
  readonly #breaker: CircuitBreaker;
  readonly #copied = new WeakSet<Frame>();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #breaking = new AbortController();
  readonly #firstAnswers = new SameRejectionDetector();
  #isRejectionReported = false;
  #sentCount = 0;
  #droppedCount = 0;
  #failedCount = 0;

  constructor(options: MirrorOptions) {
    const { service, clock, random } = options;
    this.#options = options;
    this.#breaker = new CircuitBreaker({
      ...{ service, clock, random, consecutiveFailures: 5, maxOutageMs: null },
      emit: (event) => this.#forward(event),
      onGiveUp: () => {},
    });
  }

  get counts(): MirrorCounts {
    const { service } = this.#options;
    const [sent, dropped, failed] = [this.#sentCount, this.#droppedCount, this.#failedCount];
    return { service, sent, dropped, failed };
  }

  /** A sender of which each frame is copied when it is sent for the first time. */
  beside(sender: Sender): Sender {
    return {
      send: (frame, context) => {
        if (!this.#copied.has(frame)) this.#copy(frame);
        return sender.send(frame, context);
      },
      [Symbol.asyncDispose]: async () => await sender[Symbol.asyncDispose](),
    };
  }

  /** Resolves when no copy is in flight any more; those that take too long are broken off. */
  async end(signal: AbortSignal): Promise<void> {
    const isOver = new AbortController();
    const patience = this.#options.clock.sleep(END_MS, AbortSignal.any([signal, isOver.signal]));
    await Promise.race([Promise.all(this.#inFlight), patience.catch(() => {})]);
    isOver.abort();
    this.#breaking.abort();
    await Promise.all(this.#inFlight);
    this.#reportRejection();
  }

  #copy(frame: Frame): void {
    this.#copied.add(frame);
    const permit =
      this.#inFlight.size < this.#options.maxInFlight ? this.#breaker.tryAcquire() : null;
    if (permit === null) {
      this.#droppedCount += 1;
      return;
    }
    const copying = this.#send(frame, permit).finally(() => this.#inFlight.delete(copying));
    this.#inFlight.add(copying);
  }

  async #send(frame: Frame, permit: Permit): Promise<void> {
    const { sender, clock } = this.#options;
    const startedMs = clock.nowMs();
    const result = await sender.send(frame, { signal: this.#breaking.signal });
    this.#note(result, permit, startedMs);
  }

  #note(result: SendResult, permit: Permit, startedMs: number): void {
    const { verdict } = result;
    if (verdict.kind === "accepted") this.#sentCount += 1;
    else this.#failedCount += 1;
    const reason = verdict.kind === "accepted" ? "" : verdict.reason;
    if (verdict.kind === "unavailable" && verdict.waitMs !== null)
      this.#breaker.hold(verdict.waitMs);
    const signs = {
      isUnreachable: result.fault === "unreachable",
      isThrottled: isThrottled(result),
    };
    const health = healthOf(result);
    this.#breaker.observe(permit, { health, reason, startedMs, isTelling: true, ...signs });
    this.#firstAnswers.record(verdict);
    if (this.#firstAnswers.sameRejection?.answers === SAME_REJECTION_THRESHOLD)
      this.#reportRejection();
  }

  #reportRejection(): void {
    const { service, emit } = this.#options;
    const rejection = this.#firstAnswers.sameRejection;
    if (rejection === null || this.#isRejectionReported) return;
    this.#isRejectionReported = true;
    const words = describeRejection(`the mirror ${service}`, rejection);
    emit({ type: "warningRaised", message: `${words}: ${rejectionRemedy(rejection.status)}` });
  }

  /** An event of a service that frames depend on would alarm for nothing here: it becomes a warning. */
  #forward(event: RunEvent): void {
    const { service, emit } = this.#options;
    if (event.type === "serviceLost") {
      const doubt = event.remedy === undefined ? "" : ` (${event.remedy})`;
      const message = `the mirror ${service} is away, and gets no copies: ${event.reason}${doubt}`;
      emit({ type: "warningRaised", message });
    } else if (event.type === "serviceRecovered") {
      emit({ type: "warningRaised", message: `the mirror ${service} is back` });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#breaker.close();
    this.#breaking.abort();
    await this.#options.sender[Symbol.asyncDispose]();
  }
}

/** Time that the end of a run waits for its last copies, in milliseconds. */
const END_MS = 2000;
