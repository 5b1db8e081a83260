import { randomUUID } from "node:crypto";
import type { FeedOptions } from "../broker.ts";
import { signBody, signOf } from "../envelope.ts";
import { Inbox } from "../inbox.ts";
import { overSessions } from "../over-sessions.ts";
import { signSubject, signSubjects } from "../queue-names.ts";
import type { WorkerSign, WorkerSigns } from "../worker-signs.ts";
import { closeChannel, ignoreErrors } from "./rabbitmq-ask.ts";
import { faultOf, REPLY_CODES, replyCodeOf } from "./rabbitmq-faults.ts";
import type { RabbitMqLink, RabbitMqSession } from "./rabbitmq-link.ts";
import { bindingOf, framesExchange, shortSubject, watchQueue } from "./rabbitmq-names.ts";
import type { Channel } from "./rabbitmq-packages.ts";

/**
 * Signs of workers as messages of the exchange of frames, under a subject that no queue of frames is bound to. Whoever
 * listens has a queue of its own meanwhile; without one, a sign goes nowhere.
 */
export class RabbitMqSigns implements WorkerSigns {
  readonly #link: RabbitMqLink;
  readonly #publishing: () => Promise<RabbitMqLink>;
  readonly #queue: string;
  #channel: { readonly session: RabbitMqSession; readonly open: Promise<Channel | null> } | null =
    null;
  /** A connection whose login may not announce: each try would close a channel. */
  #denied: RabbitMqSession | null = null;

  /** @param publishing opens the connection that publishes. */
  constructor(link: RabbitMqLink, publishing: () => Promise<RabbitMqLink>, queue: string) {
    this.#link = link;
    this.#publishing = publishing;
    this.#queue = queue;
  }

  announce(sign: WorkerSign): void {
    // Where it cannot be told, the next one may be.
    this.#announce(sign).catch(() => {});
  }

  async #announce(sign: WorkerSign): Promise<void> {
    const { session } = await this.#publishing();
    if (session === null || session.blockedBy !== null || session === this.#denied) return;
    const channel = await this.#open(session);
    const subject = shortSubject(signSubject(this.#queue, sign.worker));
    channel?.publish(framesExchange(this.#queue), subject, signBody(sign));
  }

  /** @returns `null` where there is no channel. */
  async #open(session: RabbitMqSession): Promise<Channel | null> {
    if (this.#channel?.session !== session) {
      const open = session.client.createChannel().then(
        (channel) => this.#opened(session, channel),
        () => null,
      );
      this.#channel = { session, open };
    }
    return await this.#channel.open;
  }

  #opened(session: RabbitMqSession, channel: Channel): Channel {
    ignoreErrors(channel);
    channel.on("error", (error: Error) => {
      if (replyCodeOf(error) === REPLY_CODES.accessRefused) this.#denied = session;
    });
    channel.on("close", () => (this.#channel = null));
    return channel;
  }

  async *workers(feed: FeedOptions): AsyncGenerator<WorkerSign, void> {
    const link = this.#link;
    const queue = this.#queue;
    const faultIn = (error: unknown, session: RabbitMqSession) =>
      link.session === session ? faultOf(error, link.name) : link.fault;
    const bodies = overSessions(link, { ...feed, faultIn }, async function* (session, ready) {
      const channel = await session.client.createChannel();
      try {
        const inbox = await listen(channel, queue);
        ready();
        yield* inbox.items(feed.signal);
      } finally {
        await closeChannel(channel);
      }
    });
    for await (const body of bodies) {
      const sign = signOf(body);
      if (sign !== null) yield sign;
    }
  }
}

/** Makes a queue that is gone with the connection, and reads it. */
async function listen(channel: Channel, queue: string): Promise<Inbox<Buffer>> {
  const inbox = new Inbox<Buffer>(() => new Error("signs come faster than they are read here"));
  ignoreErrors(channel);
  channel.on("error", (error: Error) => inbox.end(error));
  channel.on("close", () => inbox.end(new Error("the connection was closed")));
  const own = watchQueue(queue, randomUUID());
  const brief = { "x-message-ttl": 60_000, "x-max-length": 1000 };
  await channel.assertQueue(own, {
    ...{ exclusive: true, durable: false, autoDelete: true, arguments: brief },
  });
  await channel.bindQueue(own, framesExchange(queue), bindingOf(signSubjects(queue)));
  await channel.consume(
    own,
    (message) => {
      if (message !== null) inbox.add(message.content);
      else inbox.end(new Error("the queue was removed"));
    },
    { noAck: true, exclusive: true },
  );
  return inbox;
}
