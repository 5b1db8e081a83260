import { Inbox } from "../inbox.ts";
import { closeChannel, ignoreErrors } from "./rabbitmq-ask.ts";
import type { RabbitMqSession } from "./rabbitmq-link.ts";
import type { Channel, Message } from "./rabbitmq-packages.ts";

/** A message that stays in its stream. */
export interface StreamedMessage {
  /** Number of the message in its stream, from 0. */
  readonly offset: number;
  readonly subject: string;
  readonly body: Buffer;
}

/**
 * Reads a stream, which takes nothing from anybody (https://www.rabbitmq.com/docs/streams#consuming). The broker sends no
 * more than there is space for until what was read is acknowledged, which moves nothing but that.
 */
export class StreamReading implements AsyncDisposable {
  readonly #channel: Channel;
  readonly #from: number | "next";
  readonly #inbox: Inbox<Message>;

  private constructor(channel: Channel, from: number | "next") {
    this.#channel = channel;
    this.#from = from;
    this.#inbox = new Inbox(() => new Error("messages come faster than they are read here"));
  }

  /** @param from number of the first message, or that which comes next. */
  static async open(
    { client }: RabbitMqSession,
    stream: string,
    from: number | "next",
  ): Promise<StreamReading> {
    const channel = await client.createChannel();
    ignoreErrors(channel);
    const reading = new StreamReading(channel, from);
    try {
      await reading.#begin(stream);
      return reading;
    } catch (error) {
      await reading[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The messages as they come, until the signal aborts. @throws why nothing more comes. */
  async *messages(signal: AbortSignal): AsyncGenerator<StreamedMessage, void> {
    for await (const message of this.#inbox.items(signal)) {
      const { content: body, fields, properties } = message;
      const offset = Number(properties.headers?.["x-stream-offset"]);
      this.#channel.ack(message);
      // It sends whole pieces of the stream, which may begin earlier.
      if (this.#from !== "next" && offset < this.#from) continue;
      yield { offset, subject: fields.routingKey, body };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await closeChannel(this.#channel);
  }

  async #begin(stream: string): Promise<void> {
    const channel = this.#channel;
    channel.on("error", (error: Error) => this.#inbox.end(error));
    channel.on("close", () => this.#inbox.end(new Error("the connection was closed")));
    await channel.prefetch(PREFETCH);
    const take = (message: Message | null): void => {
      if (message === null) this.#inbox.end(new Error("the stream was removed, or has moved"));
      else this.#inbox.add(message);
    };
    await channel.consume(stream, take, { arguments: { "x-stream-offset": offsetOf(this.#from) } });
  }
}

function offsetOf(from: number | "next"): unknown {
  if (from === "next") return from;
  return from === 0 ? "first" : { "!": "long", value: from };
}

const PREFETCH = 100;
