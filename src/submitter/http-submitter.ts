import type { Clock } from "../core/clock.ts";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import { Delivery, type DeliveryOptions } from "./delivery.ts";
import type { Sender } from "./sending.ts";
import type { FrameStream, StopSignals, Submitter, SubmitStop } from "./submitter.ts";

/** Carries each frame to one HTTP service, through as many attempts as it needs and may have. */
export class HttpSubmitter implements Submitter {
  readonly #sender: Sender;
  readonly #options: DeliveryOptions;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor(sender: Sender, options: DeliveryOptions, clock: Clock, random: () => number) {
    this.#sender = sender;
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
  }

  async submit(
    frames: FrameStream,
    settle: (frame: Frame, result: FrameResult) => Promise<void>,
    emit: EventListener,
    signals: StopSignals,
  ): Promise<SubmitStop | null> {
    const [sender, clock, random] = [this.#sender, this.#clock, this.#random];
    const parts = { sender, clock, random, settle, emit, signals };
    return await new Delivery(this.#options, parts).run(frames);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sender[Symbol.asyncDispose]();
  }
}
