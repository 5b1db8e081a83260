import { resultBody } from "../envelope.ts";
import { messageId, type ResultMessage } from "../messages.ts";
import { copySubject, framesExchange } from "./rabbitmq-names.ts";
import type { RabbitMqPublisher } from "./rabbitmq-publisher.ts";

/**
 * Puts a copy of each result into the stream of copies, for those who read results beside their edges. Nobody waits for
 * it: a copy that cannot be made is left out, so that a result never waits for those who only look on.
 */
export class ResultCopies {
  readonly #publisher: RabbitMqPublisher;
  readonly #queue: string;
  #onTheWay = 0;
  /** On the clock of `performance`. */
  #pausedUntilMs = 0;

  /** @param publisher with a channel of its own: one that may not make copies has it closed. */
  constructor(publisher: RabbitMqPublisher, queue: string) {
    this.#publisher = publisher;
    this.#queue = queue;
  }

  /** @param message that an edge's queue has taken. */
  add(message: ResultMessage): void {
    if (this.#onTheWay >= MAX_ON_THE_WAY || performance.now() < this.#pausedUntilMs) return;
    this.#onTheWay += 1;
    void this.#publish(message).finally(() => (this.#onTheWay -= 1));
  }

  async #publish(message: ResultMessage): Promise<void> {
    const { kind } = await this.#publisher.publish({
      exchange: framesExchange(this.#queue),
      subject: copySubject(this.#queue, message.edge),
      ...{ id: messageId(message), headers: {}, contentType: "application/json" },
      body: resultBody(message),
    });
    if (kind === "missing" || kind === "refused")
      this.#pausedUntilMs = performance.now() + PAUSE_MS;
  }
}

/** A stream that is slow would otherwise slow down the connection, and with it what edges wait for. */
const MAX_ON_THE_WAY = 64;
/** Where there is no stream of copies, or this login may not write to it: it may be made, or allowed, later. */
const PAUSE_MS = 60_000;
