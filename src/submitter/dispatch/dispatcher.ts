import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { WakeableTimer } from "../../core/concurrency/wakeable-timer.ts";
import { PendingFrame } from "../pending-frame.ts";
import type { Surroundings } from "../endpoint/attempt-sender.ts";
import type { StopConditions } from "./stop-conditions.ts";
import { LoadBalancer } from "./load-balancer.ts";
import { rejectionsInWords, refusalWarning } from "../endpoint/rejections-in-words.ts";
import { limitOfWeight } from "./limit-of-weight.ts";
import type { OutageOptions } from "../endpoint/outage.ts";
import type { RetryAllowance } from "../endpoint/retry-allowance.ts";
import { type EndpointConfig, type EndpointOptions, Endpoint } from "../endpoint/endpoint.ts";
import type { FrameStream, StopSignals, StopReason } from "../submitter.ts";
import { RetryQueue } from "../endpoint/retry-queue.ts";

/** What a delivery works with, and whom it tells. */
export interface DispatcherParts {
  /** At least one. */
  readonly endpoints: readonly EndpointConfig[];
  readonly clock: Clock;
  readonly random: () => number;
  readonly settle: (frame: Frame, result: FrameResult) => Promise<void>;
  readonly emit: EventListener;
  readonly signals: StopSignals;
  readonly earlyEnd: StopConditions;
}

/** Brings frames to the services: new ones as they come, failed ones when their time has come. */
export class Dispatcher {
  readonly #options: EndpointOptions;
  readonly #parts: DispatcherParts;
  readonly #lines: readonly Endpoint[];
  readonly #choice: LoadBalancer;
  /** The only service, which needs no choice. */
  readonly #onlyLine: Endpoint | null;
  /** Frames that wait for the same attempt again, or go on to another service. */
  readonly #repeats: RetryQueue;
  /** Rings when there is room for one more to wait. */
  readonly #room: WakeableTimer;
  readonly #drain: AbortSignal;
  #isSourceEnded = false;
  #isSourceEnding: () => boolean = () => false;
  /** Frames without a final word. */
  #onTheWay = 0;

  constructor(options: EndpointOptions, parts: DispatcherParts) {
    const { clock, signals, earlyEnd } = parts;
    this.#options = options;
    this.#parts = parts;
    this.#repeats = new RetryQueue(clock);
    this.#room = new WakeableTimer(clock);
    this.#drain = AbortSignal.any([signals.drain, earlyEnd.signal]);
    this.#lines = parts.endpoints.map((endpoint, number) => this.#lineTo(endpoint, number));
    this.#choice = new LoadBalancer(this.#lines, clock);
    this.#onlyLine = this.#lines.length === 1 ? (this.#lines[0] ?? null) : null;
  }

  /** Resolves when the frames end and each has its final word, or when it had to stop, with the cause. */
  async run(frames: FrameStream): Promise<StopReason | null> {
    const { earlyEnd } = this.#parts;
    this.#isSourceEnding = () => frames.isEnding === true;
    const stopped = new Promise((resolve) => earlyEnd.signal.addEventListener("abort", resolve));
    this.#drain.addEventListener("abort", this.#endWaits);
    if (this.#drain.aborted) this.#endWaits();
    try {
      const feeding = Promise.all([
        this.#feedNew(frames),
        ...this.#lines.map(({ retries, allowance }) => this.#feedAgain(retries, allowance)),
        this.#feedAgain(this.#repeats),
      ]);
      await Promise.race([feeding, ...this.#lines.map(({ failed }) => failed), stopped]);
      await Promise.all(this.#lines.map((line) => line.idle()));
    } finally {
      // A composed signal that is listened to is kept by Node, and would keep all that a run has used.
      this.#drain.removeEventListener("abort", this.#endWaits);
      this.#endWaits();
    }
    return earlyEnd.stop;
  }

  #lineTo(endpoint: EndpointConfig, number: number): Endpoint {
    const { endpoints, clock, random, settle, emit, signals } = this.#parts;
    const { weight = 1 } = endpoint;
    const maxWeight = Math.max(...endpoints.map((other) => other.weight ?? 1));
    const part = (limit: number): number => limitOfWeight(limit, weight, maxWeight);
    const { concurrency, maxConcurrency } = this.#options;
    const limits = {
      concurrency: concurrency === "auto" ? concurrency : part(concurrency),
      maxConcurrency: part(maxConcurrency),
    };
    return new Endpoint(
      number,
      endpoint,
      { ...this.#options, ...limits },
      {
        clock,
        random,
        settle,
        emit,
        signals: { drain: this.#drain, abort: signals.abort },
        onSettled: this.#noteSettled,
        surroundings: this.#surroundings,
        repeats: this.#repeats,
        onChange: this.#noteChange,
        onGiveUp: this.#giveUp,
        onRefusals: this.#noteRefusals,
      },
    );
  }

  async #feedNew(frames: AsyncIterable<Frame>): Promise<void> {
    for await (const frame of frames) {
      if (this.#drain.aborted) break;
      this.#onTheWay += 1;
      await this.#roomToWait();
      await this.#begin(new PendingFrame(frame));
    }
    this.#isSourceEnded = true;
    this.#endIfDone();
  }

  async #feedAgain(room: RetryQueue, allowance?: RetryAllowance): Promise<void> {
    for (;;) {
      const carried = await room.next();
      if (carried === null) return;
      this.#room.wake();
      await allowance?.next();
      await this.#begin(carried);
    }
  }

  /** Resolves once a service has a slot for the frame. */
  #begin(carried: PendingFrame): Promise<void> {
    return this.#onlyLine?.begin(carried) ?? this.#choice.begin(carried);
  }

  async #roomToWait(): Promise<void> {
    while (this.#waitingCount() >= MAX_WAITING && !this.#drain.aborted) await this.#room.wait(null);
  }

  #waitingCount(): number {
    let count = this.#repeats.size;
    for (const { retries } of this.#lines) count += retries.size;
    return count;
  }

  readonly #noteSettled = ({ outcome }: FrameResult): void => {
    this.#onTheWay -= 1;
    this.#parts.earlyEnd.count(outcome, this.#parts.emit);
    this.#endIfDone();
  };

  readonly #surroundings: Surroundings = {
    isLastFrame: () => (this.#isSourceEnded || this.#isSourceEnding()) && this.#onTheWay === 1,
    isOtherHealthy: (number) =>
      this.#lines.some((line) => line.number !== number && line.readiness === "healthy"),
    isFrameWaiting: () => this.#choice.isOneWaiting,
    successCount: () =>
      this.#lines.reduce((sum, { successCount: wellCount }) => sum + wellCount, 0),
  };

  readonly #giveUp: OutageOptions["onGiveUp"] = (reason, cause) => {
    if (!this.#lines.every(({ isGivenUp }) => isGivenUp)) return;
    this.#parts.earlyEnd.begin({ cause, reason }, this.#parts.emit);
  };

  readonly #noteChange = (): void => {
    if (this.#lines.some(({ isLeftOut }) => isLeftOut)) this.#endIfRefused();
    this.#choice.look();
  };

  /**
   * One of several services that refuses whatever it is sent is left out, unless the user says how many
   * frames may fail.
   */
  readonly #noteRefusals = (line: Endpoint): void => {
    const { earlyEnd, emit } = this.#parts;
    if (this.#endIfRefused()) return;
    const areAll = this.#lines.every(({ sameRejection }) => sameRejection !== null);
    line.isLeftOut = !areAll && !earlyEnd.isLimited;
    if (areAll) for (const other of this.#lines) other.isLeftOut = false;
    const words = rejectionsInWords([line]);
    emit({ type: "warningRaised", message: refusalWarning(words, line) });
    if (line.isLeftOut) this.#giveUp(words, "outage");
    this.#choice.look();
  };

  /** Ends the run when its services refuse whatever they are sent, or were never reached, and nothing is delivered. */
  #endIfRefused(): boolean {
    const { earlyEnd, emit } = this.#parts;
    const isHopeless = this.#lines.every((line) => line.sameRejection !== null || line.isUnreached);
    if (!isHopeless || !earlyEnd.endsOnRefusals) return false;
    earlyEnd.begin({ cause: "sameRejection", reason: rejectionsInWords(this.#lines) }, emit);
    return true;
  }

  #endIfDone(): void {
    if (this.#isSourceEnded && this.#onTheWay === 0) this.#endWaits();
  }

  readonly #endWaits = (): void => {
    this.#repeats.close();
    for (const line of this.#lines) line.end();
    this.#choice.end();
    this.#room.wake();
  };
}

/** Frames that wait to be sent again, at most; beyond that no new ones are taken. */
const MAX_WAITING = 4096;
