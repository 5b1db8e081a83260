import { ignoreErrors } from "./rabbitmq-ask.ts";
import type { RabbitMqSession } from "./rabbitmq-link.ts";
import type { Channel, Message } from "./rabbitmq-packages.ts";

/** A channel that messages are read from, and acknowledged on: no other one may do that. */
export class ReadChannel {
  readonly channel: Channel;
  readonly session: RabbitMqSession;
  /** Consumers may hold so many messages that are not acknowledged. */
  readonly #prefetch: number;
  /** Resolves when it is closed, with the error of the broker if that has closed it. */
  readonly closed: Promise<Error | null>;
  isClosed = false;
  #current: Promise<unknown> = Promise.resolve();
  #next: Promise<boolean> | null = null;

  private constructor(session: RabbitMqSession, channel: Channel, prefetch: number) {
    this.session = session;
    this.channel = channel;
    this.#prefetch = prefetch;
    ignoreErrors(channel);
    const { promise, resolve } = Promise.withResolvers<Error | null>();
    let reason: Error | null = null;
    channel.on("error", (error: Error) => (reason = error));
    channel.on("close", () => {
      this.isClosed = true;
      resolve(reason);
    });
    this.closed = promise;
  }

  static async open(session: RabbitMqSession, prefetch: number): Promise<ReadChannel> {
    const channel = await session.client.createChannel();
    const opened = new ReadChannel(session, channel, prefetch);
    await channel.prefetch(prefetch);
    return opened;
  }

  /**
   * Acknowledges a message. RabbitMQ does not confirm that; but it answers in order, so that what is asked afterwards
   * shows that it has read it.
   *
   * @returns `false` if it may not have: the message comes again then.
   */
  async acknowledge(message: Message): Promise<boolean> {
    if (this.isClosed) return false;
    this.channel.ack(message);
    return await this.#isHeard();
  }

  /** One that is closed has given it back itself. */
  giveBack(message: Message): void {
    if (!this.isClosed) this.channel.nack(message, false, true);
  }

  /** Calls that wait for the one before them ask together. */
  async #isHeard(): Promise<boolean> {
    this.#next ??= this.#current.then(async () => {
      this.#next = null;
      const asked = this.channel.prefetch(this.#prefetch).then(
        () => true,
        () => false,
      );
      this.#current = asked;
      return await asked;
    });
    return await this.#next;
  }
}
