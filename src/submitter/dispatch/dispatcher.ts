import type { Frame } from "../../core/frame/frame.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { JoinedSignal } from "../../core/concurrency/joined-signal.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import type { EndpointConfig, EndpointOptions } from "../endpoint/endpoint-config.ts";
import type { RunContext } from "../endpoint/run-context.ts";
import { PendingFrame } from "../endpoint/pending-frame.ts";
import type { RetryBudget } from "../endpoint/retry-budget.ts";
import { RetryQueue } from "../endpoint/retry-queue.ts";
import type { StopReason } from "../submitter.ts";
import { EndpointGroup } from "./endpoint-group.ts";
import { toFrameResult } from "./to-frame-result.ts";
import { LoadBalancer } from "./load-balancer.ts";
import type { StopConditions } from "./stop-conditions.ts";

export interface DispatchContext extends RunContext {
  readonly stop: StopConditions;
  /** Puts the outcome of a frame on record. */
  readonly commit: (frame: Frame, result: FrameResult) => Promise<void>;
}

/** Brings frames to the services: new ones as they come, failed ones when their time has come. */
export class Dispatcher {
  readonly #context: DispatchContext;
  readonly #draining: JoinedSignal;
  readonly #drain: AbortSignal;
  readonly #group: EndpointGroup;
  readonly #balancer: LoadBalancer;
  /** The only service, for which no choice is to be made. */
  readonly #onlyEndpoint: Endpoint | null;
  /** Frames that wait for the same attempt again, or go on to another service. */
  readonly #failovers: RetryQueue;
  /** Wakes when a frame that waited goes out, so that one more may wait. */
  readonly #waitingFreed: WakeableTimer;
  #isSourceEnded = false;
  /** Frames without an outcome. */
  #pendingCount = 0;

  /** @param configs at least one service. */
  constructor(
    configs: readonly EndpointConfig[],
    options: EndpointOptions,
    context: DispatchContext,
  ) {
    const { clock, signals, stop } = context;
    this.#context = context;
    this.#failovers = new RetryQueue(clock);
    this.#waitingFreed = new WakeableTimer(clock);
    this.#draining = new JoinedSignal(signals.drain, stop.signal);
    this.#drain = this.#draining.signal;
    this.#group = new EndpointGroup(configs, options, {
      ...context,
      signals: { ...signals, drain: this.#drain },
      onFree: () => this.#balancer.look(),
    });
    const endpoints = this.#group.all;
    this.#balancer = new LoadBalancer(endpoints, this.#startAt, clock);
    this.#onlyEndpoint = endpoints.length === 1 ? (endpoints[0] ?? null) : null;
  }

  /** Resolves when the frames end and each has its outcome, or when it had to stop, with the cause. */
  async run(): Promise<StopReason | null> {
    const { stop } = this.#context;
    const endpoints = this.#group.all;
    const stopped = new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
    this.#drain.addEventListener("abort", this.#endWaits);
    if (this.#drain.aborted) this.#endWaits();
    try {
      const feeding = Promise.all([
        this.#feedNew(),
        ...endpoints.map(({ retries, retryBudget }) => this.#feedAgain(retries, retryBudget)),
        this.#feedAgain(this.#failovers),
      ]);
      await Promise.race([feeding, ...endpoints.map(({ slots }) => slots.failed), stopped]);
      await Promise.all(endpoints.map(({ slots }) => slots.idle()));
    } finally {
      this.#draining[Symbol.dispose]();
      this.#endWaits();
    }
    return stop.reason;
  }

  async #feedNew(): Promise<void> {
    for await (const frame of this.#context.frames) {
      if (this.#drain.aborted) break;
      this.#pendingCount += 1;
      await this.#belowMaxWaiting();
      await this.#start(new PendingFrame(frame));
    }
    this.#isSourceEnded = true;
    this.#endIfDone();
  }

  async #feedAgain(queue: RetryQueue, budget?: RetryBudget): Promise<void> {
    for (;;) {
      const pending = await queue.next();
      if (pending === null) return;
      this.#waitingFreed.wake();
      await budget?.next();
      await this.#start(pending);
    }
  }

  async #belowMaxWaiting(): Promise<void> {
    while (this.#waitingCount() >= MAX_WAITING && !this.#drain.aborted)
      await this.#waitingFreed.wait(null);
  }

  #waitingCount(): number {
    let count = this.#failovers.size;
    for (const { retries } of this.#group.all) count += retries.size;
    return count;
  }

  /** Resolves once a service has a slot for the frame. */
  #start(pending: PendingFrame): Promise<void> {
    const only = this.#onlyEndpoint;
    return only === null ? this.#balancer.start(pending) : this.#startAt(pending, only);
  }

  readonly #startAt = (pending: PendingFrame, endpoint: Endpoint): Promise<void> =>
    endpoint.slots.begin(() => this.#deliver(pending, endpoint));

  /** Work of a slot: one attempt, and all that follows from it. */
  async #deliver(pending: PendingFrame, endpoint: Endpoint): Promise<void> {
    const attempt = await endpoint.send(pending);
    if (attempt === null) return;
    const facts = this.#group.factsFor(endpoint, this.#isLastFrame);
    const { decision, pauseMs } = endpoint.conclude(pending, attempt, facts);
    this.#group.noteAttempt(endpoint);
    this.#balancer.look();
    if (decision === "finish") {
      const result = toFrameResult(pending, attempt, endpoint.service);
      await this.#context.commit(pending.frame, result);
      if (result.outcome === "delivered" && result.attempts > 1) endpoint.retryBudget.reward();
      this.#noteOutcome(result);
    } else {
      (decision === "retry" ? endpoint.retries : this.#failovers).add(pending, pauseMs);
    }
    const pause = endpoint.backOff(attempt);
    if (pause !== null) await pause;
  }

  #noteOutcome({ outcome }: FrameResult): void {
    const { stop, emit } = this.#context;
    this.#pendingCount -= 1;
    stop.count(outcome, emit);
    this.#endIfDone();
  }

  get #isLastFrame(): boolean {
    const isEnding = this.#isSourceEnded || this.#context.frames.isEnding === true;
    return isEnding && this.#pendingCount === 1;
  }

  #endIfDone(): void {
    if (this.#isSourceEnded && this.#pendingCount === 0) this.#endWaits();
  }

  readonly #endWaits = (): void => {
    this.#failovers.close();
    this.#group.end();
    this.#balancer.end();
    this.#waitingFreed.wake();
  };
}

/** Frames that wait to be sent again, at most; beyond that no new ones are taken. */
const MAX_WAITING = 4096;
