import type { Message } from "./rabbitmq-packages.ts";
import type { ReadChannel } from "./rabbitmq-read-channel.ts";

/** A message that the broker has handed out; it is settled once, for a channel that is told it twice is closed. */
export class HeldDelivery {
  readonly #message: Message;
  readonly #from: ReadChannel;
  #acknowledged: Promise<boolean> | null = null;
  #isReleased = false;

  constructor(message: Message, from: ReadChannel) {
    this.#message = message;
    this.#from = from;
  }

  /** How often it was handed out: quorum queues count what was given back, or lost with its connection. */
  get deliveries(): number {
    const { headers = {} } = this.#message.properties;
    const counts = [headers["x-delivery-count"], headers["x-acquired-count"]].map(Number);
    const before = Math.max(0, ...counts.filter((count) => !Number.isNaN(count)));
    return before === 0 && this.#message.fields.redelivered ? 2 : before + 1;
  }

  /** @returns `false` if the broker has not read it, since the message then comes again. */
  async acknowledge(): Promise<boolean> {
    if (this.#isReleased) return false;
    this.#acknowledged ??= this.#from.acknowledge(this.#message);
    return await this.#acknowledged;
  }

  /** @param delayMs RabbitMQ would hand it out at once: it is held here for so long. */
  release(delayMs = 0): void {
    if (this.#isReleased || this.#acknowledged !== null) return;
    this.#isReleased = true;
    if (delayMs === 0) this.#from.giveBack(this.#message);
    else setTimeout(() => this.#from.giveBack(this.#message), delayMs).unref();
  }
}
