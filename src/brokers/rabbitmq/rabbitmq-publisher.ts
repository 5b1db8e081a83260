import { away, full } from "../common-faults.ts";
import type { PublishOutcome } from "../publish-outcome.ts";
import { faultOf } from "./rabbitmq-faults.ts";
import type { RabbitMqLink, RabbitMqSession } from "./rabbitmq-link.ts";
import { type RabbitMqMessage, ConfirmingChannel } from "./rabbitmq-confirming-channel.ts";
import type { SizeLimit } from "./rabbitmq-size-limit.ts";

/**
 * Puts messages into queues, each once. It has a connection of its own: a broker that is low on memory or disk stops
 * reading those that publish, and what else comes over them, acknowledgements among it.
 */
export class RabbitMqPublisher {
  readonly #link: RabbitMqLink;
  readonly #limit: SizeLimit;
  #channel: {
    readonly session: RabbitMqSession;
    readonly open: Promise<ConfirmingChannel>;
  } | null = null;

  constructor(link: RabbitMqLink, limit: SizeLimit) {
    this.#link = link;
    this.#limit = limit;
  }

  async publish(message: RabbitMqMessage): Promise<PublishOutcome> {
    const { session, name } = this.#link;
    if (session === null) return this.#link.fault;
    if (session.blockedBy !== null)
      return full(`${name} takes no messages now: ${session.blockedBy}`);
    const tooLarge = this.#limit.fault(message.body.byteLength);
    return tooLarge ?? (await this.#attempt(session, message));
  }

  async #attempt(session: RabbitMqSession, message: RabbitMqMessage): Promise<PublishOutcome> {
    try {
      const channel = await this.#open(session);
      return await channel.publish(message);
    } catch (error) {
      // What is asked of a connection that has just ended has no reason of its own.
      return this.#link.session === session ? faultOf(error, this.#link.name) : this.#endedFault();
    }
  }

  #endedFault(): PublishOutcome {
    const { session, fault, name } = this.#link;
    return session === null ? fault : away(`${name} has closed the connection`);
  }

  /** Calls that overlap open one channel together. */
  async #open(session: RabbitMqSession): Promise<ConfirmingChannel> {
    const known = this.#channel;
    if (known !== null && known.session === session) {
      const channel = await known.open;
      if (!channel.isClosed) return channel;
    }
    if (this.#channel === known) {
      const open = ConfirmingChannel.open(session, this.#link.name, this.#limit);
      this.#channel = { session, open };
      // Whoever waits for it gets the error; the next call tries anew.
      open.catch(() => (this.#channel = null));
    }
    return await (this.#channel?.open ?? this.#open(session));
  }
}
