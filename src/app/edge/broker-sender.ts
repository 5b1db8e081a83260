import type { BrokerConnection } from "../../brokers/broker.ts";
import type { Clock } from "../../core/concurrency/clock.ts";
import type { Frame } from "../../core/frame/frame.ts";
import { idempotencyKey } from "../../core/frame/idempotency-key.ts";
import type { HandOver, HandOvers } from "../../ledger/hand-overs.ts";
import type { EdgeOptions } from "../../options/edge-options.ts";
import type { BodyBuffers } from "../../submitter/image/body-buffers.ts";
import type { ImageSource } from "../../submitter/image/read-image.ts";
import { judgeReadFault } from "../../submitter/send/judge-fault.ts";
import { inFramePixels } from "../../submitter/image/place-detections.ts";
import { reportChangedFile } from "../../submitter/send/report-changed-file.ts";
import type { SendContext, Sender, SendResult } from "../../submitter/send-result.ts";
import type { AnswerDesk, Expectation } from "./answer-desk.ts";
import { frameMessage } from "./frame-message.ts";
import type { SilenceWarning } from "./silence-warning.ts";
import { restOfWaitMs } from "./result-timeout.ts";
import { BROKEN_OFF, resultOfAnswer, resultOfFault, TAKEN, unanswered } from "./send-results.ts";

/** Dependencies of a sender by way of a broker. */
export interface BrokerSenderParts {
  readonly connection: Pick<BrokerConnection, "publishFrame">;
  readonly handOvers: HandOvers;
  readonly desk: AnswerDesk;
  readonly reader: ImageSource;
  /** Buffers that the reader reads into. */
  readonly buffers: BodyBuffers;
  readonly clock: Clock;
  readonly silence: SilenceWarning;
  /** Told the seconds in which the broker has acknowledged a frame. @default nobody is */
  readonly onAcknowledged?: ((seconds: number) => void) | undefined;
}

/** Options of such a sender. @param site name of this place. */
export type BrokerSenderOptions = Pick<EdgeOptions, "resultTimeoutMs" | "fireAndForget"> & {
  readonly site: string;
};

/**
 * Hands a frame over to a broker once, and waits for the answer of a worker. One that an earlier run, or an earlier
 * call, has handed over is not handed over again before its time.
 */
export class BrokerSender implements Sender {
  readonly #parts: BrokerSenderParts;
  readonly #options: BrokerSenderOptions;
  /** First rounds of frames that no broker has taken yet: an attempt of which nobody knows is repeated under its name. */
  readonly #firstRounds = new WeakMap<Frame, number>();
  #context: SendContext | null = null;

  constructor(parts: BrokerSenderParts, options: BrokerSenderOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  async send(frame: Frame, context: SendContext): Promise<SendResult> {
    this.#follow(context);
    const { desk, handOvers } = this.#parts;
    const key = idempotencyKey(frame.identity);
    const known = handOvers.find(key);
    const expectation = desk.expect({ key, firstRound: known?.sinceMs ?? this.#firstRound(frame) });
    try {
      const waitMs = known === null ? 0 : restOfWaitMs(known, this.#options);
      if (expectation.isThere || waitMs > 0)
        return await this.#awaitAnswer(frame, expectation, waitMs);
      return await this.#handOverAndWait(frame, expectation, context);
    } finally {
      expectation.end();
    }
  }

  async #handOverAndWait(
    frame: Frame,
    expectation: Expectation,
    context: SendContext,
  ): Promise<SendResult> {
    const { handOvers } = this.#parts;
    const key = idempotencyKey(frame.identity);
    const before = handOvers.find(key);
    const sinceMs = before?.sinceMs ?? this.#firstRound(frame);
    const next: HandOver = { key, sinceMs, round: (before?.round ?? -1) + 1, atMs: Date.now() };
    const problem = await this.#publish(frame, next, context);
    if (problem !== null) return problem;
    context.handedOver?.();
    if (this.#options.fireAndForget) return TAKEN;
    const handOver = { ...next, atMs: Date.now() };
    // A ledger that fails tells it to whoever puts the next outcome on record.
    handOvers.record(handOver).catch(() => {});
    return await this.#awaitAnswer(frame, expectation, restOfWaitMs(handOver, this.#options));
  }

  /** @returns `null` if the broker has taken it. */
  async #publish(
    frame: Frame,
    handOver: HandOver,
    { signal }: SendContext,
  ): Promise<SendResult | null> {
    const { reader, buffers, connection, handOvers, onAcknowledged } = this.#parts;
    const loaded = await reader.read(frame, IMAGE_ONLY);
    if ("readFault" in loaded) return { verdict: judgeReadFault(loaded), fault: loaded.readFault };
    const { buffer, start, end } = loaded;
    const { site } = this.#options;
    const place = { site, edge: handOvers.edge, handOver };
    const message = frameMessage(frame, buffer.subarray(start, end), place);
    try {
      const startedMs = performance.now();
      const outcome = await connection.publishFrame(message, signal);
      if (outcome.kind !== "taken") return resultOfFault(outcome);
      onAcknowledged?.((performance.now() - startedMs) / 1000);
      // What nobody has confirmed may still be on its way out of this buffer.
      buffers.giveBack(buffer);
      return null;
    } catch (error) {
      if (signal.aborted) return BROKEN_OFF;
      throw error;
    }
  }

  async #awaitAnswer(
    frame: Frame,
    { answer, end }: Expectation,
    waitMs: number,
  ): Promise<SendResult> {
    const { silence } = this.#parts;
    const timer = setTimeout(end, waitMs);
    silence.waitBegan();
    const held = await answer.finally(() => clearTimeout(timer));
    silence.waitEnded(held !== null);
    if (held === null) return this.#isEnding ? BROKEN_OFF : unanswered(waitMs);
    return await reportChangedFile(frame, inFramePixels(resultOfAnswer(held.message), {}, frame));
  }

  get #isEnding(): boolean {
    const { signal, drain } = this.#context ?? {};
    return signal?.aborted === true || drain?.aborted === true;
  }

  #firstRound(frame: Frame): number {
    const known = this.#firstRounds.get(frame) ?? Date.now();
    this.#firstRounds.set(frame, known);
    return known;
  }

  /** Ends the waits with the run: what was handed over is on record, and its answer is taken by the next run. */
  #follow(context: SendContext): void {
    if (this.#context === context) return;
    this.#context = context;
    const { desk, clock } = this.#parts;
    const { signal, drain } = context;
    const end = (): void => desk.end();
    const endSoon = (): void => void clock.sleep(GRACE_MS, signal).then(end, end);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    if (drain?.aborted === true) endSoon();
    drain?.addEventListener("abort", endSoon, { once: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

const IMAGE_ONLY = { imageAs: "bytes", maxHeadBytes: 0, maxTailBytes: 0 } as const;

/** Time for which the end of a run waits for answers that may come, in milliseconds. */
const GRACE_MS = 5000;
