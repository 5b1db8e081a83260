import type { Clock } from "../../core/clock.ts";
import type { EventListener } from "../../core/events.ts";
import type { Frame } from "../../core/frame.ts";
import type { FrameResult } from "../../core/result.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { FirstAnswers, type SameRefusal, TELLING_ANSWERS } from "../../core/first-answers.ts";
import type { CarriedFrame } from "../carried-frame.ts";
import { Courier, type Surroundings } from "./courier.ts";
import { finalWord } from "../final-word.ts";
import { LimitedSlots } from "../limit/limited-slots.ts";
import type { Limiter } from "../limit/limiter.ts";
import { limiterFor } from "../limit/limiter-for.ts";
import { Slots } from "../limit/slots.ts";
import type { Room } from "../policy/has-more-room.ts";
import type { Readiness } from "../policy/reluctance.ts";
import type { OutageOptions } from "./outage.ts";
import { RetryAllowance } from "./retry-allowance.ts";
import type { RequestMeter, Sender, Sending } from "../senders/sending.ts";
import { type Pass, ServiceGate } from "./service-gate.ts";
import { SlotLanes } from "./slot-lanes.ts";
import { Standing } from "./standing.ts";
import type { StopSignals } from "../submitter.ts";
import { WaitingRoom } from "../waiting-room.ts";

/** A service that frames may go to. */
export interface Endpoint {
  /** Its address as it may be shown. */
  readonly service: string;
  readonly sender: Sender;
  /** How much of the frames it is meant to have, as against the others. @default 1 */
  readonly weight?: number;
  /** The limit that suited in an earlier run with `--concurrency auto`. @default null, where none is on record */
  readonly rememberedLimit?: number | null;
}

/** How one service is treated; the options that the user gives. */
export interface LineOptions extends Pick<
  SendOptions,
  "concurrency" | "maxConcurrency" | "retries" | "giveUpMs"
> {
  /** Frames that share a request, at most. @default 1 */
  readonly batch?: number;
}

/** What a line works with, and whom it tells. */
export interface LineParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly settle: (frame: Frame, result: FrameResult) => Promise<void>;
  /** Is told each final word that `settle` has taken. */
  readonly onSettled: (result: FrameResult) => void;
  readonly emit: EventListener;
  readonly signals: StopSignals;
  readonly surroundings: Surroundings;
  /** Where frames wait for the same attempt again, and those that move. */
  readonly repeats: WaitingRoom;
  /** Is told when the line may have become able to take a frame. */
  readonly onChange: () => void;
  /** Is told once when an outage has lasted too long, and once when there is no service to wait for. */
  readonly onGiveUp: OutageOptions["onGiveUp"];
  /** Is told once when the first answers of the service were all the same refusal. */
  readonly onRefusals: (line: ServiceLine) => void;
}

/**
 * The way to one service, with all that belongs to it alone: how many requests it gets at once, whether
 * it is there and how it does, what it is owed in retries. A frame has a slot only while it is sent and
 * put on record, or while nobody may send.
 */
export class ServiceLine implements Room {
  /** Address of the service as it may be shown. */
  readonly service: string;
  /** Its place among the services. */
  readonly number: number;
  /** How much of the frames it is meant to have, as against the others. */
  readonly weight: number;
  turn = 0;
  /** Whether it gets no frames any more, for it refuses them all and another service may not. */
  isLeftOut = false;
  /** Frames that failed here, and wait for another attempt and then for the allowance. */
  readonly retries: WaitingRoom;
  readonly allowance: RetryAllowance;
  readonly #parts: LineParts;
  readonly #slots: Slots;
  readonly #gate: ServiceGate;
  readonly #standing: Standing;
  readonly #courier: Courier;
  readonly #lanes: SlotLanes;
  readonly #firstAnswers = new FirstAnswers();

  constructor(number: number, endpoint: Endpoint, options: LineOptions, parts: LineParts) {
    const { clock, random, onChange } = parts;
    const { service, sender, weight = 1, rememberedLimit = null } = endpoint;
    const { batch = 1, retries, giveUpMs } = options;
    this.service = service;
    this.number = number;
    this.weight = weight;
    this.#parts = parts;
    this.#slots = new Slots(batch, onChange);
    this.retries = new WaitingRoom(clock);
    this.allowance = new RetryAllowance(clock);
    this.#lanes = new SlotLanes(clock, random);
    this.#standing = new Standing(clock, random);
    // So that a frame does not use up its attempts before the outage is noticed.
    const illInRow = Math.min(5, Math.max(2, retries + 1));
    this.#gate = new ServiceGate({ ...parts, service, giveUpMs, illInRow, onTurn: onChange });
    const requests = this.#meter(limiterFor(options, rememberedLimit), batch);
    sender.measure?.(requests);
    const meter = batch === 1 ? requests : null;
    this.#courier = new Courier({
      ...{ ...parts, service, number, sender, meter, gate: this.#gate, retries },
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
  get wellCount(): number {
    return this.#gate.wellCount;
  }

  /** Whether the service has been away for so long that it is time to give up. */
  get isGivenUp(): boolean {
    return this.#gate.isGivenUp || this.isLeftOut;
  }

  /** Whether it is away, and has been since the start. */
  get isUnreached(): boolean {
    return this.#gate.isOutage && this.#gate.wellCount === 0;
  }

  /** What its first answers all were, once there are enough of them; `null` while there are not, or if they differed. */
  get sameRefusal(): SameRefusal | null {
    const refusal = this.#firstAnswers.sameRefusal;
    return refusal !== null && refusal.answers >= TELLING_ANSWERS ? refusal : null;
  }

  get readiness(): Readiness {
    if (this.#gate.waitMs !== 0 || this.isLeftOut) return "shut";
    if (this.#gate.isOutage || this.#standing.trialInMs === 0) return "due";
    return this.#standing.isGood ? "well" : "poor";
  }

  /** When the line may become more ready by itself, in milliseconds from now; `null` if it will not. */
  get readierInMs(): number | null {
    return this.isLeftOut ? null : this.#gate.waitMs || this.#standing.trialInMs || null;
  }

  /**
   * Resolves once the frame has a slot. @throws what carrying an earlier one threw.
   *
   * @param pass of a frame that has got it already.
   */
  begin(carried: CarriedFrame, pass: Pass | null = null): Promise<void> {
    return this.#slots.begin(() => this.#carry(carried, pass));
  }

  /** Leave to send one frame; `null` if it cannot be had at once. */
  enter(): Pass | null {
    this.#standing.noteGiven();
    return this.#gate.enter();
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

  /** What finds the number of requests in flight, and gives the slots of their frames. */
  #meter(limiter: Limiter, framesPerRequest: number): RequestMeter {
    const { clock, emit, surroundings } = this.#parts;
    const { service } = this;
    const slots = this.#slots;
    // What waits for the pace, the limit does not hold back.
    const isFrameWaiting = (): boolean =>
      (slots.isOneWaiting || surroundings.isFrameWaiting()) && !this.#gate.isPaced;
    const isOutage = (): boolean => this.#gate.isOutage;
    return new LimitedSlots({
      ...{ service, limiter, slots, framesPerRequest, isFrameWaiting, isOutage, clock, emit },
    });
  }

  /** Frames that shared a request had one answer. */
  #noteAnswer({ verdict, company }: Sending): void {
    if ((company?.place ?? 0) !== 0) return;
    const before = this.#firstAnswers.sameRefusal?.answers ?? 0;
    this.#firstAnswers.note(verdict);
    if (before < TELLING_ANSWERS && this.sameRefusal !== null) this.#parts.onRefusals(this);
  }

  /** What a slot does. */
  async #carry(carried: CarriedFrame, given: Pass | null): Promise<void> {
    const pass = given ?? this.#gate.pass() ?? (await this.#gate.admit());
    if (pass === null || this.#parts.signals.drain.aborted) return;
    if (carried.sendings === 0) this.allowance.noteNewFrame();
    const lane = this.#lanes.take();
    const attempt = await this.#courier.attempt(carried, pass);
    if (attempt === null) return;
    this.#standing.note(attempt.sending);
    if (!this.#firstAnswers.isMixed) this.#noteAnswer(attempt.sending);
    if (attempt.step === "settle") {
      const result = finalWord(carried, attempt, this.service);
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
