import { away, full } from "../common-faults.ts";
import type { PublishOutcome } from "../publish-outcome.ts";
import { ignoreErrors } from "./rabbitmq-ask.ts";
import { faultOf, missing, sentenceOf } from "./rabbitmq-faults.ts";
import type { RabbitMqSession } from "./rabbitmq-link.ts";
import type { ConfirmChannel } from "./rabbitmq-packages.ts";
import type { SizeLimit } from "./rabbitmq-size-limit.ts";

/** A message on its way into a queue. */
export interface RabbitMqMessage {
  /** `""` for the one of all queues, where the subject is the name of the queue. */
  readonly exchange: string;
  readonly subject: string;
  readonly id: string;
  readonly contentType: string;
  /** Header fields by name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface Pending {
  readonly message: RabbitMqMessage;
  /** Takes what makes the outcome: it is made where somebody waits for it, whose words depend on who that is. */
  readonly resolve: (outcome: () => PublishOutcome) => void;
  /** True if no queue has taken it. */
  isReturned: boolean;
}

/** A channel on which the broker says of each message what has come of it. */
export class ConfirmingChannel {
  readonly #channel: ConfirmChannel;
  readonly #name: string;
  readonly #limit: SizeLimit;
  readonly #pending = new Map<string, Pending>();
  #count = 0;
  #closedBy: Error | null = null;
  /** True once nothing more may be published on it. */
  isClosed = false;

  private constructor(channel: ConfirmChannel, name: string, limit: SizeLimit) {
    this.#channel = channel;
    this.#name = name;
    this.#limit = limit;
    ignoreErrors(channel);
    channel.on("error", (error: Error) => (this.#closedBy = error));
    channel.on("close", () => this.#close());
    channel.on("return", ({ properties }: Returned) => {
      const pending = this.#pending.get(properties.correlationId);
      if (pending !== undefined) pending.isReturned = true;
    });
  }

  static async open(
    { client }: RabbitMqSession,
    name: string,
    limit: SizeLimit,
  ): Promise<ConfirmingChannel> {
    return new ConfirmingChannel(await client.createConfirmChannel(), name, limit);
  }

  /**
   * Resolves within 5 seconds. A channel that has not answered by then takes no more: the broker may wait on it for a queue
   * that has been removed, and would not see that it was made anew.
   */
  async publish(message: RabbitMqMessage): Promise<PublishOutcome> {
    const { promise, resolve } = Promise.withResolvers<() => PublishOutcome>();
    const number = String((this.#count += 1));
    const pending: Pending = { message, resolve, isReturned: false };
    this.#pending.set(number, pending);
    const late = away(`${this.#name} has not answered in time`);
    const timer = setTimeout(() => {
      this.isClosed = true;
      resolve(() => late);
    }, CONFIRM_TIMEOUT_MS);
    try {
      this.#send(number, pending);
      return (await promise)();
    } catch (error) {
      // The client counts on a confirmation for what it could not send, and would take that of the next one for it.
      this.isClosed = true;
      void this.#channel.close().catch(() => {});
      throw error;
    } finally {
      clearTimeout(timer);
      this.#pending.delete(number);
      // The others on their way may still be confirmed.
      if (this.isClosed && this.#pending.size === 0) void this.#channel.close().catch(() => {});
    }
  }

  #send(number: string, pending: Pending): void {
    const { exchange, subject, id, contentType, headers, body } = pending.message;
    const options = {
      ...{ mandatory: true, persistent: true, headers, contentType: shortened(contentType) },
      ...{ messageId: shortened(id), correlationId: number },
    };
    this.#channel.publish(exchange, subject, body, options, (error: Error | null) => {
      if (error === null) pending.resolve(() => this.#outcome(pending));
      else if (error.message === NACKED) pending.resolve(() => this.#refusal(pending));
      // All others end with the channel, whose error says why.
    });
  }

  #outcome({ isReturned, message }: Pending): PublishOutcome {
    if (!isReturned) return { kind: "taken", isDuplicate: false };
    return missing(this.#name, `there is no queue for ${message.subject}`);
  }

  #refusal({ message }: Pending): PublishOutcome {
    return full(`${this.#name} refuses ${message.subject}, as it does when a queue is full`);
  }

  /** One message is to blame at most, and the broker may have taken others. */
  #close(): void {
    this.isClosed = true;
    const sentence = this.#closedBy === null ? "" : sentenceOf(this.#closedBy);
    const tooLarge = this.#limit.learn(sentence);
    for (const { message, resolve } of this.#pending.values())
      resolve(() => this.#faultAtEnd(message, sentence, tooLarge));
  }

  #faultAtEnd(
    { subject, exchange, body }: RabbitMqMessage,
    sentence: string,
    tooLarge: number | null,
  ): PublishOutcome {
    const [, topic] = /topic '([^']*)'/u.exec(sentence) ?? [];
    const isToBlame = tooLarge === null ? (topic ?? subject) === subject : body.length === tooLarge;
    if (this.#closedBy === null) return away(`${this.#name} has closed the connection`);
    if (!isToBlame) return away(`${this.#name} has refused another message: ${sentence}`);
    if (tooLarge !== null) return this.#limit.fault(tooLarge) ?? away(sentence);
    const fault = faultOf(this.#closedBy, this.#name);
    return fault.kind === "missing"
      ? missing(this.#name, `there is no exchange ${exchange}`)
      : fault;
  }
}

/** Texts that are no bodies and no headers have 255 bytes at most. */
function shortened(text: string): string {
  return Buffer.byteLength(text) <= MAX_SHORT_BYTES ? text : "";
}

const MAX_SHORT_BYTES = 255;

interface Returned {
  readonly properties: { readonly correlationId: string };
}

const CONFIRM_TIMEOUT_MS = 5000;
/** What the client calls a message that the broker has refused. */
const NACKED = "message nacked";
