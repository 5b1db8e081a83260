import { setTimeout as sleep } from "node:timers/promises";
import type { FeedOptions } from "../broker.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { faultOf, missing, REPLY_CODES, replyCodeOf } from "./rabbitmq-faults.ts";
import type { RabbitMqLink } from "./rabbitmq-link.ts";
import type { Message } from "./rabbitmq-packages.ts";
import { ReadChannel } from "./rabbitmq-read-channel.ts";

/** Channel that a message has come by. */
export type PulledFrom = ReadChannel;

/** What is pulled, and for whom. */
export interface PullSettings extends Pick<FeedOptions, "signal" | "onFault"> {
  readonly queue: string;
  /** Messages that are waited for now. */
  readonly wanted: () => number;
  /** Takes a message; it may be one that nobody waits for any more. */
  readonly take: (message: Message, from: PulledFrom) => void;
}

/**
 * Takes as many messages from a queue as are wanted, and none in advance: RabbitMQ would fill a buffer here, in which
 * they grow old while another worker could send them. While the queue has some, they are got one by one; on an empty
 * one, a consumer waits, and ends with the first that comes.
 */
export class RabbitMqPull {
  readonly #link: RabbitMqLink;
  readonly #settings: PullSettings;
  #isRunning = false;
  #channel: ReadChannel | null = null;
  #told: BrokerFault["kind"] | null = null;
  #wake: () => void = () => {};

  constructor(link: RabbitMqLink, settings: PullSettings) {
    this.#link = link;
    this.#settings = settings;
  }

  /** What is wanted has changed. */
  look(): void {
    this.#wake();
    if (this.#isRunning || !this.#isWanted) return;
    void this.#run();
  }

  get #isWanted(): boolean {
    return this.#settings.wanted() > 0 && !this.#settings.signal.aborted;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    for (let pauseMs = MIN_PAUSE_MS; this.#isWanted;) {
      const fault = await this.#pull();
      this.#tell(fault);
      if (fault === null) pauseMs = MIN_PAUSE_MS;
      else {
        await sleep(pauseMs, undefined, { signal: this.#settings.signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
      }
    }
    // In the same turn in which nothing was wanted: whoever wants something later starts it again.
    this.#isRunning = false;
  }

  /** @returns what keeps messages from coming; `null` if nothing does. */
  async #pull(): Promise<BrokerFault | null> {
    const { session, fault, name } = this.#link;
    if (session === null) return fault;
    const { queue, take } = this.#settings;
    try {
      const from = await this.#open(session);
      const got = await from.channel.get(queue);
      if (got === false) return await this.#waitForOne(from);
      take(got, from);
      return null;
    } catch (error) {
      if (replyCodeOf(error) === REPLY_CODES.notFound)
        return missing(name, `there is no queue ${queue}`);
      return this.#link.session === session ? faultOf(error, name) : this.#link.fault;
    }
  }

  async #open(session: ReadChannel["session"]): Promise<ReadChannel> {
    const known = this.#channel;
    if (known !== null && known.session === session && !known.isClosed) return known;
    this.#channel = await ReadChannel.open(session, 1);
    return this.#channel;
  }

  /** Resolves when one has come, nobody waits any more, or the queue or the channel is gone. */
  async #waitForOne(from: ReadChannel): Promise<null> {
    const { queue, take } = this.#settings;
    const { promise, resolve } = Promise.withResolvers<void>();
    const { consumerTag } = await from.channel.consume(queue, (message) => {
      if (message !== null) take(message, from);
      resolve();
    });
    this.#tell(null);
    this.#wake = () => {
      if (!this.#isWanted) resolve();
    };
    this.#settings.signal.addEventListener("abort", this.#wake, { once: true });
    this.#wake();
    await Promise.race([promise, from.closed]);
    this.#settings.signal.removeEventListener("abort", this.#wake);
    this.#wake = () => {};
    if (!from.isClosed) await from.channel.cancel(consumerTag);
    return null;
  }

  #tell(fault: BrokerFault | null): void {
    const kind = fault?.kind ?? null;
    if (kind === this.#told) return;
    this.#told = kind;
    this.#settings.onFault?.(fault);
  }
}

const MIN_PAUSE_MS = 200;
const MAX_PAUSE_MS = 3000;
