import type { Clock } from "../core/clock.ts";
import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";
import { Delivery, type DeliveryOptions } from "./delivery.ts";
import type { Endpoint } from "./service-line.ts";
import type { FrameStream, StopSignals, Submitter, SubmitStop } from "./submitter.ts";

/** Carries each frame to one of its HTTP services, through as many attempts as it needs and may have. */
export class HttpSubmitter implements Submitter {
  readonly #endpoints: readonly Endpoint[];
  readonly #options: DeliveryOptions;
  readonly #clock: Clock;
  readonly #random: () => number;

  /** @param endpoints the services, at least one; they are closed with the submitter. */
  constructor(
    endpoints: readonly Endpoint[],
    options: DeliveryOptions,
    clock: Clock,
    random: () => number,
  ) {
    this.#endpoints = endpoints;
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
    const [endpoints, clock, random] = [this.#endpoints, this.#clock, this.#random];
    const parts = { endpoints, clock, random, settle, emit, signals };
    return await new Delivery(this.#options, parts).run(frames);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#endpoints.map(({ sender }) => sender[Symbol.asyncDispose]()));
  }
}
