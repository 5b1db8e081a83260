import { toThousandths } from "../../core/text/format-number.ts";
import { limiterFor } from "../limit/limiter-for.ts";
import { LimitedSlots } from "../limit/limited-slots.ts";
import { Slots } from "../limit/slots.ts";
import { type SendContext, type Sender, wasNotSent } from "../send-result.ts";
import type { Attempt, NextStep, RunFacts } from "./attempt.ts";
import { backoffMs } from "./backoff.ts";
import { concludeAttempt } from "./conclude-attempt.ts";
import type { EndpointConfig, EndpointOptions } from "./endpoint-config.ts";
import { EndpointHealth } from "./endpoint-health.ts";
import { healthOf } from "./outage-signs.ts";
import type { PendingFrame } from "./pending-frame.ts";
import { RetryBudget } from "./retry-budget.ts";
import { RetryQueue } from "./retry-queue.ts";
import { isBrokenOff } from "./is-broken-off.ts";
import type { EndpointListeners, RunContext } from "./run-context.ts";
import { SlotBackoff } from "./slot-backoff.ts";

/**
 * The way to one service, with all that belongs to it alone: its slots, its health, its retries. A frame
 * has a slot only while it is sent and put on record, or while nobody may send.
 */
export class Endpoint {
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** Its place among the services. */
  readonly number: number;
  /** Share of the frames that it is meant to have, relative to the others. */
  readonly weight: number;
  virtualTime = 0;
  readonly slots: Slots;
  readonly health: EndpointHealth;
  /** Frames that failed here, and wait for another attempt and then for the budget. */
  readonly retries: RetryQueue;
  readonly retryBudget: RetryBudget;
  readonly #sender: Sender;
  readonly #sendContext: SendContext;
  readonly #options: EndpointOptions;
  readonly #run: RunContext;
  readonly #slotBackoff: SlotBackoff;

  constructor(
    number: number,
    config: EndpointConfig,
    options: EndpointOptions,
    context: RunContext & EndpointListeners,
  ) {
    const { clock, random, emit, onFree } = context;
    const { service, sender, weight = 1, rememberedLimit = null, quota = null } = config;
    const { batch = 1, retries, maxOutageMs } = options;
    this.service = service;
    this.number = number;
    this.weight = weight;
    this.#sender = sender;
    this.#options = options;
    this.#run = context;
    this.slots = new Slots(batch, onFree);
    this.retries = new RetryQueue(clock);
    this.retryBudget = new RetryBudget(clock);
    this.#slotBackoff = new SlotBackoff(clock, random);
    const limiter = limiterFor(options, rememberedLimit);
    const limited = new LimitedSlots({
      ...{ service, limiter, slots: this.slots, framesPerRequest: batch, clock, emit },
    });
    // So that a frame does not use up its attempts before the outage is noticed.
    const consecutiveFailures = Math.min(5, Math.max(2, retries + 1));
    this.health = new EndpointHealth(
      { ...context, service, maxOutageMs, consecutiveFailures, quota },
      limited,
    );
    const { frames, signals, hasOthers } = context;
    const { abort: signal, drain } = signals;
    const { health } = this;
    const handedOver = (): void => health.noteHandedOver();
    this.#sendContext = { signal, drain, frames, hasOthers, meter: health, handedOver };
  }

  get limit(): number {
    return this.slots.count;
  }

  get freeCount(): number {
    return this.slots.freeCount;
  }

  /** Sends a frame that has a slot; `null` where the run ended before there was an answer. */
  async send(pending: PendingFrame): Promise<Attempt | null> {
    const { permits } = this.health;
    const permit = pending.permit ?? permits.tryAcquire() ?? (await permits.acquire());
    pending.permit = null;
    const { clock, emit, signals } = this.#run;
    if (permit === null || signals.drain.aborted) return null;
    if (pending.sendCount === 0) this.retryBudget.deposit();
    const slot = this.#slotBackoff.take();
    const { service } = this;
    const { frame } = pending;
    const attempt = pending.attempts + 1;
    emit({ type: "requestStarted", service, frame, attempt });
    const isAlone = (this.#options.batch ?? 1) === 1;
    const acquiredMs = isAlone ? this.health.requestStarted() : clock.nowMs();
    const result = this.health.interpret(await this.#sender.send(frame, this.#sendContext));
    const { heldMs = 0 } = result;
    const startedMs = (result.startedMs ?? acquiredMs) + heldMs;
    const latencyMs = toThousandths(clock.nowMs() - startedMs);
    if (isBrokenOff(result, signals)) {
      const end = { verdict: null, latencyMs, retryInMs: null };
      emit({ type: "requestEnded", service, frame, attempt, ...end });
      return null;
    }
    return { number: attempt, permit, slot, result, acquiredMs, startedMs, latencyMs };
  }

  /** Learns from an attempt, and decides what follows for its frame. */
  conclude(pending: PendingFrame, attempt: Attempt, facts: RunFacts): NextStep {
    const { result, latencyMs } = attempt;
    if (healthOf(result) === "unhealthy") pending.metOutage(facts.successCount);
    this.health.learn(attempt, !pending.isSuspect);
    const [{ isOutage }, { number, service }] = [this.health, this];
    const { retries } = this.#options;
    const decision = concludeAttempt(pending, result, { ...facts, number, isOutage, retries });
    const isMoving = decision === "finish" || decision === "failover";
    const pauseMs = isMoving ? 0 : this.#pauseMs(pending, facts);
    const retryInMs = decision === "finish" ? null : pauseMs;
    const { frame } = pending;
    const verdict = result.fault === "overQuota" ? null : result.verdict;
    const unsent = wasNotSent(result) ? ({ isUnsent: true } as const) : {};
    const end = { verdict, latencyMs, retryInMs, ...unsent };
    this.#run.emit({ type: "requestEnded", service, frame, attempt: attempt.number, ...end });
    return { decision, pauseMs };
  }

  /** Pause of a slot that is more than there is room for; `null` where it needs none. */
  backOff({ slot, result }: Attempt): Promise<void> | null {
    const pauseMs = this.#slotBackoff.backoffMs(slot, result, this.health.isOutage);
    if (pauseMs > 0)
      return this.#slotBackoff.backOff(pauseMs).then(() => this.#slotBackoff.giveBack(slot));
    this.#slotBackoff.giveBack(slot);
    return null;
  }

  /** Ends every wait here. */
  end(): void {
    this.retries.close();
    this.health.close();
    this.#slotBackoff.end();
    this.retryBudget.end();
  }

  /** A pause that the service asks for is of no concern to a frame that another one can take. */
  #pauseMs({ setbacks }: PendingFrame, { isOtherHealthy }: RunFacts): number {
    const holdMs = isOtherHealthy ? 0 : this.health.holdLeftMs;
    return Math.max(holdMs, backoffMs(Math.max(1, setbacks), this.#run.random()));
  }
}
