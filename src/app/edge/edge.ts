import { hostname } from "node:os";
import type { BrokerConnection } from "../../brokers/broker.ts";
import type { BrokerFault } from "../../brokers/publish-outcome.ts";
import type { Clock } from "../../core/concurrency/clock.ts";
import type { BrokerView } from "../../core/events/broker-view.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { idempotencyKey } from "../../core/frame/idempotency-key.ts";
import type { HandOvers } from "../../ledger/hand-overs.ts";
import type { EdgeOptions } from "../../options/edge-options.ts";
import type { FrameStore } from "../../pipeline/frame-store.ts";
import { BodyBuffers } from "../../submitter/image/body-buffers.ts";
import { ImageReader } from "../../submitter/image/read-image.ts";
import type { Sender } from "../../submitter/send-result.ts";
import { BrokerLook } from "../brokers/broker-look.ts";
import { AnswerDesk } from "./answer-desk.ts";
import { BrokerSender } from "./broker-sender.ts";
import { SilenceWarning } from "./silence-warning.ts";

/** Dependencies of an edge. */
export interface EdgeParts {
  readonly connection: BrokerConnection;
  readonly handOvers: HandOvers;
  readonly clock: Clock;
  readonly emit: EventListener;
  /** Frames that may be handed over and unanswered at once. */
  readonly window: number;
  /** Told the seconds in which the broker has acknowledged a frame, by those who show the broker. @default nobody does */
  readonly onAcknowledged?: ((seconds: number) => void) | undefined;
}

/** The way of a job's frames to a broker, and of their answers back. */
export class Edge implements AsyncDisposable {
  readonly sender: Sender;
  /** Frames that may be handed over and unanswered at once. */
  readonly window: number;
  readonly #parts: EdgeParts;
  readonly #desk: AnswerDesk;
  readonly #silence: SilenceWarning;
  readonly #look: BrokerLook | null;
  readonly #staleAfterMs: number;
  readonly #closing = new AbortController();
  readonly #reading: Promise<void>;
  #isSilent = false;

  constructor(parts: EdgeParts, options: EdgeOptions) {
    const { connection, handOvers, clock, emit, window } = parts;
    this.#staleAfterMs = options.resultTimeoutMs;
    this.#parts = parts;
    this.window = window;
    this.#desk = new AnswerDesk(handOvers);
    this.#silence = new SilenceWarning({
      ...{ broker: connection.name, signs: connection.signs, emit },
    });
    const buffers = new BodyBuffers(window);
    const reader = new ImageReader(buffers);
    const site = options.site ?? hostname();
    const [desk, silence] = [this.#desk, this.#silence];
    const { onAcknowledged } = parts;
    this.#look = onAcknowledged === undefined ? null : new BrokerLook({ connection, clock });
    const senderParts = {
      ...{ connection, handOvers, desk, reader, buffers, clock, silence, onAcknowledged },
    };
    this.sender = new BrokerSender(senderParts, { ...options, site });
    // Also those that nobody waits for: else they would fill the queue of results, and workers could bring none back.
    this.#reading = this.#readAnswers();
    this.#reading.catch(() => {});
  }

  /** The broker, as it was seen last; `null` where nobody looks. */
  get view(): BrokerView | null {
    return this.#look?.view ?? null;
  }

  /** A store that acknowledges the answer to a frame when its outcome is on record. */
  acknowledging(store: FrameStore): FrameStore {
    return {
      ...store,
      commit: async (frame, result, needsCopy) => {
        await store.commit(frame, result, needsCopy);
        this.#desk.recorded(idempotencyKey(frame.identity));
      },
    };
  }

  async #readAnswers(): Promise<void> {
    const { connection, handOvers } = this.#parts;
    const feed = {
      signal: this.#closing.signal,
      onFault: (fault: BrokerFault | null) => this.#report(fault),
      onForeign: (message: string) => this.#warn(message),
      staleAfterMs: this.#staleAfterMs,
    };
    for await (const held of connection.results(handOvers.edge, feed)) this.#desk.receive(held);
  }

  /** Where all frames are handed over, nothing else shows that the broker is away. */
  #report(fault: BrokerFault | null): void {
    if (fault !== null) this.#warn(`answers cannot be read: ${fault.reason}; ${fault.remedy}`);
    else if (this.#isSilent) this.#warn("answers can be read again");
    this.#isSilent = fault !== null;
  }

  #warn(message: string): void {
    this.#parts.emit({ type: "warningRaised", message });
  }

  /** @throws what ended the reading of answers, which is a bug. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#silence[Symbol.dispose]();
    this.#desk.end();
    await this.#desk.acknowledged();
    this.#closing.abort();
    try {
      await this.#look?.[Symbol.asyncDispose]();
      await this.#reading;
    } finally {
      await this.#parts.connection[Symbol.asyncDispose]();
    }
  }
}
