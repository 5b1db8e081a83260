import { systemClock } from "../../core/concurrency/clock.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { DEFAULT_RETRIES } from "../../options/send-options.ts";
import { HttpSubmitter } from "../../submitter/dispatch/http-submitter.ts";
import type { Sender, SendResult } from "../../submitter/send-result.ts";
import type { EndpointConfig } from "../../submitter/endpoint/endpoint-config.ts";
import type { AdaptiveLoad } from "../../tune/measure-auto.ts";
import type { RunSample } from "../../tune/step-run.ts";
import type { SampleFrames } from "./sample-frames.ts";
import { sampleOutcomeOf } from "./sample-outcome.ts";

/** Sends as a run with `--concurrency auto` does, with all its pauses and retries. */
export class AutoLoad implements AdaptiveLoad {
  readonly #frames: SampleFrames;
  readonly #endpoint: EndpointConfig;
  readonly #maxConcurrency: number;
  readonly #signal: AbortSignal;
  limit = 1;

  /** @param signal breaks it off. */
  constructor(
    frames: SampleFrames,
    endpoint: EndpointConfig,
    maxConcurrency: number,
    signal: AbortSignal,
  ) {
    this.#frames = frames;
    this.#endpoint = endpoint;
    this.#maxConcurrency = maxConcurrency;
    this.#signal = signal;
  }

  readonly load = async (runSample: RunSample): Promise<void> => {
    const over = new AbortController();
    const drain = AbortSignal.any([over.signal, this.#signal]);
    const sender = this.#asked(runSample, () => over.abort());
    const options = { ...AUTO, maxConcurrency: this.#maxConcurrency };
    const endpoints = [{ ...this.#endpoint, sender }];
    const submitter = new HttpSubmitter(endpoints, options, systemClock, Math.random);
    const signals = { drain, abort: this.#signal };
    await submitter.submit(this.#framesUntil(drain), async () => {}, this.#listen, signals);
  };

  /** A sender that asks each time whether it may, and says when it is over. */
  #asked(runSample: RunSample, onOver: () => void): Sender {
    const idle: number[] = [];
    let workerCount = 0;
    return {
      send: async (frame) => {
        const worker = idle.pop() ?? workerCount++;
        let sending = NOT_SENT;
        const isSent = await runSample(worker, async (signal) => {
          sending = await this.#endpoint.sender.send(frame, { signal });
          return sampleOutcomeOf(sending);
        });
        idle.push(worker);
        if (!isSent) onOver();
        return sending;
      },
      [Symbol.asyncDispose]: async () => {},
    };
  }

  async *#framesUntil(drain: AbortSignal): AsyncGenerator<Frame, void, void> {
    while (!drain.aborted) yield this.#frames.next();
  }

  readonly #listen = (event: RunEvent): void => {
    if (event.type === "limitChanged") this.limit = event.limit;
  };
}

const AUTO = {
  concurrency: "auto",
  retries: DEFAULT_RETRIES,
  maxOutageMs: null,
  // The time ends it, whatever the answers are.
  maxFailures: "100%",
} as const;

const NOT_SENT: SendResult = {
  verdict: { kind: "transientError", status: null, response: null, reason: "the time is over" },
  fault: "aborted",
};
