import type { Clock } from "../core/clock.ts";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import type { SendOptions } from "../options/send-options.ts";
import { Alarm } from "./alarm.ts";
import { CarriedFrame } from "./carried-frame.ts";
import { Courier } from "./courier.ts";
import { finalWord } from "./final-word.ts";
import { LimitedSlots } from "./limit/limited-slots.ts";
import { limiterFor } from "./limit/limiter-for.ts";
import { Slots } from "./limit/slots.ts";
import { isBeyondLimit } from "./policy/failure-limit.ts";
import { RetryAllowance } from "./retry-allowance.ts";
import type { Sender } from "./sending.ts";
import { ServiceGate } from "./service-gate.ts";
import { SlotLanes } from "./slot-lanes.ts";
import type { FrameStream, StopSignals, SubmitStop } from "./submitter.ts";
import { WaitingRoom } from "./waiting-room.ts";

/** How frames are to be delivered; the options that the user gives. */
export type DeliveryOptions = Pick<
  SendOptions,
  "concurrency" | "maxConcurrency" | "retries" | "giveUpMs" | "maxFailures"
>;

/** What a delivery works with, and whom it tells. */
export interface DeliveryParts {
  readonly sender: Sender;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settle: (frame: Frame, result: FrameResult) => Promise<void>;
  readonly emit: EventListener;
  readonly signals: StopSignals;
}

/**
 * Brings frames to the slots: new ones as they come, failed ones when their time has come. A frame has
 * a slot only while it is sent and put on record, or while nobody may send.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #parts: DeliveryParts;
  readonly #slots: Slots;
  readonly #gate: ServiceGate;
  readonly #courier: Courier;
  readonly #lanes: SlotLanes;
  readonly #allowance: RetryAllowance;
  /** Frames that wait for another attempt, and then for the allowance. */
  readonly #retries: WaitingRoom;
  /** Frames that wait for the same attempt again. */
  readonly #repeats: WaitingRoom;
  /** Rings when there is room for one more to wait. */
  readonly #room: Alarm;
  readonly #stopping = new AbortController();
  readonly #drain: AbortSignal;
  #stop: SubmitStop | null = null;
  #isSourceEnded = false;
  #isSourceEnding: () => boolean = () => false;
  /** Frames without a final word. */
  #onTheWay = 0;
  #settledCount = 0;
  #failedCount = 0;

  constructor(options: DeliveryOptions, parts: DeliveryParts) {
    const { clock, random, signals } = parts;
    const { retries, giveUpMs } = options;
    this.#options = options;
    this.#parts = parts;
    const limiter = limiterFor(options);
    this.#slots = new Slots(limiter.limit);
    const limitedSlots = new LimitedSlots({ ...parts, limiter, slots: this.#slots });
    this.#retries = new WaitingRoom(clock);
    this.#repeats = new WaitingRoom(clock);
    this.#room = new Alarm(clock);
    this.#lanes = new SlotLanes(clock, random);
    this.#allowance = new RetryAllowance(clock);
    this.#drain = AbortSignal.any([signals.drain, this.#stopping.signal]);
    // So that a frame does not use up its attempts before the outage is noticed.
    const illInRow = Math.min(5, Math.max(2, retries + 1));
    this.#gate = new ServiceGate({ ...parts, giveUpMs, illInRow, onGiveUp: this.#giveUp });
    const drainSignals = { drain: this.#drain, abort: signals.abort };
    this.#courier = new Courier({
      ...parts,
      gate: this.#gate,
      limitedSlots,
      retries,
      signals: drainSignals,
    });
  }

  /** Resolves when the frames end and each has its final word, or when it had to stop, with the cause. */
  async run(frames: FrameStream): Promise<SubmitStop | null> {
    this.#isSourceEnding = () => frames.isEnding === true;
    const stopped = new Promise((resolve) => {
      this.#stopping.signal.addEventListener("abort", resolve);
    });
    this.#drain.addEventListener("abort", this.#endWaits);
    if (this.#drain.aborted) this.#endWaits();
    try {
      const feeding = Promise.all([
        this.#feedNew(frames),
        this.#feedAgain(this.#retries, this.#allowance),
        this.#feedAgain(this.#repeats),
      ]);
      await Promise.race([feeding, this.#slots.failed, stopped]);
      await this.#slots.idle();
    } finally {
      this.#endWaits();
    }
    return this.#stop;
  }

  async #feedNew(frames: AsyncIterable<Frame>): Promise<void> {
    for await (const frame of frames) {
      if (this.#drain.aborted) break;
      this.#onTheWay += 1;
      await this.#roomToWait();
      await this.#slots.begin(() => this.#carry(new CarriedFrame(frame)));
    }
    this.#isSourceEnded = true;
    this.#endIfDone();
  }

  async #feedAgain(room: WaitingRoom, allowance?: RetryAllowance): Promise<void> {
    for (;;) {
      const carried = await room.next();
      if (carried === null) return;
      this.#room.ring();
      await allowance?.next();
      await this.#slots.begin(() => this.#carry(carried));
    }
  }

  async #roomToWait(): Promise<void> {
    while (this.#retries.size + this.#repeats.size >= MOST_WAITING && !this.#drain.aborted)
      await this.#room.until(null);
  }

  /** What a slot does. */
  async #carry(carried: CarriedFrame): Promise<void> {
    const pass = this.#gate.pass() ?? (await this.#gate.admit());
    if (pass === null || this.#drain.aborted) return;
    if (carried.sendings === 0) this.#allowance.noteNewFrame();
    const lane = this.#lanes.take();
    const attempt = await this.#courier.attempt(carried, pass, this.#isLastFrame);
    if (attempt === null) return;
    if (attempt.step === "settle") {
      const result = finalWord(carried, attempt);
      await this.#parts.settle(carried.frame, result);
      this.#noteSettled(result);
    } else {
      const room = attempt.step === "retry" ? this.#retries : this.#repeats;
      room.add(carried, attempt.pauseMs);
    }
    const restMs = this.#lanes.restMs(lane, attempt.sending, this.#gate.isOutage);
    if (restMs > 0) await this.#lanes.rest(restMs);
    this.#lanes.giveBack(lane);
  }

  #noteSettled({ outcome, attempts }: FrameResult): void {
    this.#onTheWay -= 1;
    this.#settledCount += 1;
    if (outcome === "failed") this.#noteFailure();
    if (outcome === "delivered" && attempts > 1) this.#allowance.noteSuccess();
    this.#endIfDone();
  }

  /** One frame is left, and no other can tell an outage from a frame that causes what looks like one. */
  readonly #isLastFrame = (): boolean =>
    (this.#isSourceEnded || this.#isSourceEnding()) && this.#onTheWay === 1;

  #noteFailure(): void {
    this.#failedCount += 1;
    const { maxFailures } = this.#options;
    if (maxFailures === null) return;
    if (!isBeyondLimit(maxFailures, this.#failedCount, this.#settledCount)) return;
    const reason = `${this.#failedCount} of ${this.#settledCount} frames failed, more than ${maxFailures}`;
    this.#stopFor({ cause: "tooManyFailures", reason });
  }

  readonly #giveUp = (reason: string): void => this.#stopFor({ cause: "gaveUp", reason });

  #stopFor(stop: SubmitStop): void {
    if (this.#stop !== null) return;
    this.#stop = stop;
    this.#parts.emit({ type: "sendingStopped", ...stop });
    this.#stopping.abort();
  }

  #endIfDone(): void {
    if (this.#isSourceEnded && this.#onTheWay === 0) this.#endWaits();
  }

  readonly #endWaits = (): void => {
    this.#retries.close();
    this.#repeats.close();
    this.#gate.close();
    this.#lanes.end();
    this.#allowance.end();
    this.#room.ring();
  };
}

/** Frames that wait to be sent again, at most; beyond that no new ones are taken. */
const MOST_WAITING = 4096;
