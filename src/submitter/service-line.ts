import type { Clock } from "../core/clock.ts";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import type { SendOptions } from "../options/send-options.ts";
import type { CarriedFrame } from "./carried-frame.ts";
import { Courier } from "./courier.ts";
import { finalWord } from "./final-word.ts";
import { Slots } from "./limit/slots.ts";
import { RetryAllowance } from "./retry-allowance.ts";
import type { Sender } from "./sending.ts";
import { ServiceGate } from "./service-gate.ts";
import { SlotLanes } from "./slot-lanes.ts";
import type { StopSignals } from "./submitter.ts";
import { WaitingRoom } from "./waiting-room.ts";

/** A service that frames may go to. */
export interface Endpoint {
  /** Its address as it may be shown. */
  readonly service: string;
  readonly sender: Sender;
}

/** How one service is treated; the options that the user gives. */
export type LineOptions = Pick<SendOptions, "concurrency" | "retries" | "giveUpMs">;

/** What a line works with, and whom it tells. */
export interface LineParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly settle: (frame: Frame, result: FrameResult) => Promise<void>;
  /** Is told each final word that `settle` has taken. */
  readonly onSettled: (result: FrameResult) => void;
  readonly emit: EventListener;
  readonly signals: StopSignals;
  /** Whether one frame is left, so that no other can tell an outage from a frame that causes what looks like one. */
  readonly isLastFrame: () => boolean;
  /** Where frames wait for the same attempt again. */
  readonly repeats: WaitingRoom;
  /** Is told once when an outage has lasted too long. */
  readonly onGiveUp: (reason: string) => void;
}

/**
 * The way to one service, with all that belongs to it alone: how many requests it gets at once, whether
 * it is there, what it is owed in retries. A frame has a slot only while it is sent and put on record,
 * or while nobody may send.
 */
export class ServiceLine {
  /** Frames that failed here, and wait for another attempt and then for the allowance. */
  readonly retries: WaitingRoom;
  readonly allowance: RetryAllowance;
  readonly #parts: LineParts;
  readonly #slots: Slots;
  readonly #gate: ServiceGate;
  readonly #courier: Courier;
  readonly #lanes: SlotLanes;

  constructor({ sender }: Endpoint, options: LineOptions, parts: LineParts) {
    const { clock, random } = parts;
    const { concurrency, retries, giveUpMs } = options;
    this.#parts = parts;
    this.#slots = new Slots(concurrency);
    this.retries = new WaitingRoom(clock);
    this.allowance = new RetryAllowance(clock);
    this.#lanes = new SlotLanes(clock, random);
    // So that a frame does not use up its attempts before the outage is noticed.
    const illInRow = Math.min(5, Math.max(2, retries + 1));
    this.#gate = new ServiceGate({ ...parts, giveUpMs, illInRow });
    this.#courier = new Courier({ ...parts, sender, gate: this.#gate, retries });
  }

  /** Rejects with what carrying a frame threw; never resolves. */
  get failed(): Promise<never> {
    return this.#slots.failed;
  }

  /** Resolves once the frame has a slot. @throws what carrying an earlier one threw. */
  begin(carried: CarriedFrame): Promise<void> {
    return this.#slots.begin(() => this.#carry(carried));
  }

  /** Resolves when no slot is taken any more; throws what carrying a frame threw. */
  async idle(): Promise<void> {
    await this.#slots.idle();
  }

  /** Lets nobody wait here any more. */
  end(): void {
    this.retries.close();
    this.#gate.close();
    this.#lanes.end();
    this.allowance.end();
  }

  /** What a slot does. */
  async #carry(carried: CarriedFrame): Promise<void> {
    const { signals, isLastFrame } = this.#parts;
    const pass = this.#gate.pass() ?? (await this.#gate.admit());
    if (pass === null || signals.drain.aborted) return;
    if (carried.sendings === 0) this.allowance.noteNewFrame();
    const lane = this.#lanes.take();
    const attempt = await this.#courier.attempt(carried, pass, isLastFrame);
    if (attempt === null) return;
    if (attempt.step === "settle") {
      const result = finalWord(carried, attempt);
      await this.#parts.settle(carried.frame, result);
      if (result.outcome === "delivered" && result.attempts > 1) this.allowance.noteSuccess();
      this.#parts.onSettled(result);
    } else {
      const room = attempt.step === "retry" ? this.retries : this.#parts.repeats;
      room.add(carried, attempt.pauseMs);
    }
    const restMs = this.#lanes.restMs(lane, attempt.sending, this.#gate.isOutage);
    if (restMs > 0) await this.#lanes.rest(restMs);
    this.#lanes.giveBack(lane);
  }
}
