import { JoinedSignal } from "../../core/concurrency/joined-signal.ts";
import type { FeedOptions, FrameFeed, HeldFrame } from "../broker.ts";
import { FRAME_HEADER, frameOf } from "../envelope.ts";
import { HeldDelivery } from "./rabbitmq-held-delivery.ts";
import type { RabbitMqLink } from "./rabbitmq-link.ts";
import type { Message } from "./rabbitmq-packages.ts";
import { type PulledFrom, RabbitMqPull } from "./rabbitmq-pull.ts";

/** Frames out of a queue, one for each call that waits for one. */
export class RabbitMqFrameFeed implements FrameFeed {
  /** A frame is held for as long as its connection is. */
  readonly holdMs = null;
  readonly #link: RabbitMqLink;
  readonly #feed: FeedOptions;
  readonly #pull: RabbitMqPull;
  readonly #waiting: ((held: HeldFrame) => void)[] = [];

  constructor(link: RabbitMqLink, queue: string, feed: FeedOptions) {
    this.#link = link;
    this.#feed = feed;
    this.#pull = new RabbitMqPull(link, {
      ...feed,
      queue,
      wanted: () => this.#waiting.length,
      take: (message, from) => this.#take(message, from),
    });
  }

  async next(signal: AbortSignal): Promise<HeldFrame> {
    using joined = new JoinedSignal(signal, this.#feed.signal);
    joined.signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<HeldFrame>();
    const leave = (): void => {
      const at = this.#waiting.indexOf(resolve);
      if (at >= 0) this.#waiting.splice(at, 1);
      this.#pull.look();
      reject(joined.signal.reason as Error);
    };
    this.#waiting.push(resolve);
    joined.signal.addEventListener("abort", leave, { once: true });
    this.#pull.look();
    try {
      return await promise;
    } finally {
      joined.signal.removeEventListener("abort", leave);
    }
  }

  #take(received: Message, from: PulledFrom): void {
    const delivery = new HeldDelivery(received, from);
    const header = received.properties.headers?.[FRAME_HEADER] as unknown;
    const message = frameOf(typeof header === "string" ? header : "", received.content);
    if (message === null) {
      void delivery.acknowledge();
      const { routingKey } = received.fields;
      this.#feed.onForeign?.(
        `a message on ${routingKey} at ${this.#link.name} does not come from frameferry, and was removed`,
      );
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined) return delivery.release();
    next({
      message,
      deliveries: delivery.deliveries,
      // Nothing of it runs out.
      extend: () => {},
      acknowledge: async () => await delivery.acknowledge(),
      release: (delayMs = 0) => delivery.release(delayMs),
    });
  }
}
