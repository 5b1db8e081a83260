import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { Dispatcher } from "./dispatcher.ts";
import { StopConditions } from "./stop-conditions.ts";
import type { EndpointConfig, EndpointOptions } from "../endpoint/endpoint-config.ts";
import type { FrameStream, StopSignals, Submitter, StopReason } from "../submitter.ts";

/** Options of the user for all services of a run. */
export type DeliveryOptions = EndpointOptions & Pick<SendOptions, "maxFailures">;

/** Sends each frame to one of its HTTP services, in as many attempts as it needs and may have. */
export class HttpSubmitter implements Submitter {
  readonly #endpoints: readonly EndpointConfig[];
  readonly #options: DeliveryOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #stop: StopConditions;

  /**
   * @param endpoints the services, at least one; they are closed with the submitter.
   * @param stop shared by all submitters of a run. @default one for this submitter alone
   */
  constructor(
    endpoints: readonly EndpointConfig[],
    options: DeliveryOptions,
    clock: Clock,
    random: () => number,
    stop: StopConditions = new StopConditions(options.maxFailures),
  ) {
    this.#endpoints = endpoints;
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#stop = stop;
  }

  async submit(
    frames: FrameStream,
    commit: (frame: Frame, result: FrameResult) => Promise<void>,
    emit: EventListener,
    signals: StopSignals,
  ): Promise<StopReason | null> {
    const [clock, random, stop] = [this.#clock, this.#random, this.#stop];
    const context = { clock, random, emit, frames, signals, stop, commit };
    return await new Dispatcher(this.#endpoints, this.#options, context).run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#endpoints.map(({ sender }) => sender[Symbol.asyncDispose]()));
  }
}
