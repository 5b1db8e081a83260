import { setTimeout as sleep } from "node:timers/promises";
import { BoundedQueue } from "../../core/concurrency/bounded-queue.ts";
import { away } from "../common-faults.ts";
import type { HeldResult } from "../broker.ts";
import type { ResultsOptions } from "../feed-options.ts";
import { resultOf } from "../envelope.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { onChannel } from "./rabbitmq-ask.ts";
import { faultOf } from "./rabbitmq-faults.ts";
import { HeldDelivery } from "./rabbitmq-held-delivery.ts";
import type { RabbitMqLink, RabbitMqSession } from "./rabbitmq-link.ts";
import type { Message } from "./rabbitmq-packages.ts";
import { ReadChannel } from "./rabbitmq-read-channel.ts";

/** Where results are read from. */
export interface ResultsSource {
  readonly queue: string;
  /** Makes the queue if it does not exist. @returns why it cannot; `null` where it is there. */
  readonly ensure: (session: RabbitMqSession) => Promise<BrokerFault | null>;
}

/** Results for one edge, until the signal of the options aborts. */
export async function* readResults(
  link: RabbitMqLink,
  source: ResultsSource,
  feed: ResultsOptions,
): AsyncGenerator<HeldResult, void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([feed.signal, ended.signal]);
  const reader = new ResultsReader(link, source, { ...feed, signal });
  const reading = reader.run().finally(() => reader.results.close());
  // Thrown below, to whoever reads.
  reading.catch(() => {});
  try {
    for await (const { held, from } of reader.results) if (!from.isClosed) yield held;
    await reading;
  } finally {
    ended.abort();
    await reading;
  }
}

interface ReadResult {
  /** Gives it back, where nobody has read it. */
  readonly release: () => void;
  readonly held: HeldResult;
  readonly from: ReadChannel;
}

/** Reads results as they come, through outages, and tells of them once each. */
class ResultsReader {
  /** The broker sends no more at once than there is space for. */
  readonly results = new BoundedQueue<ReadResult>(PREFETCH);
  readonly #link: RabbitMqLink;
  readonly #source: ResultsSource;
  readonly #feed: ResultsOptions;
  /** When the queue first did not let itself be read, in milliseconds of the monotonic clock; `null` while it does. */
  #unreadableSinceMs: number | null = null;
  #told: BrokerFault["kind"] | null = null;

  constructor(link: RabbitMqLink, source: ResultsSource, feed: ResultsOptions) {
    this.#link = link;
    this.#source = source;
    this.#feed = feed;
  }

  async run(): Promise<void> {
    const { signal } = this.#feed;
    let pauseMs = MIN_PAUSE_MS;
    while (!signal.aborted) {
      const fault = await this.#read();
      if (fault === null) pauseMs = MIN_PAUSE_MS;
      else this.#tell(fault);
      if (signal.aborted) return;
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS);
    }
  }

  /** @returns why nothing could be read; `null` after it has been read for a while. */
  async #read(): Promise<BrokerFault | null> {
    const { session, fault, name } = this.#link;
    if (session === null) return fault;
    try {
      const unfit = await this.#source.ensure(session);
      if (unfit !== null) return unfit;
      await this.#removeIfStale(session);
      const from = await ReadChannel.open(session, PREFETCH);
      return await this.#consume(from);
    } catch (error) {
      return this.#link.session === session ? faultOf(error, name) : this.#link.fault;
    }
  }

  /**
   * Removes a queue that is there and has let nobody read it for too long, so that it is made anew by the next attempt. A quorum
   * queue of RabbitMQ 3.10 may stay without a leader for ever when its node was killed; then only this helps.
   */
  async #removeIfStale(session: RabbitMqSession): Promise<void> {
    const { staleAfterMs = Number.POSITIVE_INFINITY } = this.#feed;
    if (this.#unreadableSinceMs === null) return;
    if (performance.now() - this.#unreadableSinceMs < staleAfterMs) return;
    const { queue, ensure } = this.#source;
    await onChannel(session, async (channel) => await channel.deleteQueue(queue));
    this.#unreadableSinceMs = null;
    await ensure(session);
  }

  /**
   * Resolves when there is an end to it. What was read before it may still be acknowledged, if the channel is there.
   *
   * @returns why the queue cannot be read; `null` after it has been read.
   */
  async #consume(from: ReadChannel): Promise<BrokerFault | null> {
    const { signal } = this.#feed;
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = (): void => resolve();
    signal.addEventListener("abort", end, { once: true });
    const beganMs = performance.now();
    const consumer = await Promise.race([
      from.channel.consume(this.#source.queue, (message) => {
        if (message === null) end();
        else this.#take(message, from);
      }),
      // The broker gives up after a minute, and closes the whole connection.
      sleep(LONGEST_ANSWER_MS, null, { ref: false }),
    ]);
    if (consumer === null) {
      this.#unreadableSinceMs ??= beganMs;
      return away(
        `the queue ${this.#source.queue} at ${this.#link.name} does not let itself be read`,
      );
    }
    this.#unreadableSinceMs = null;
    this.#tell(null);
    if (signal.aborted) end();
    await Promise.race([promise, from.closed]);
    signal.removeEventListener("abort", end);
    if (!from.isClosed) await from.channel.cancel(consumer.consumerTag);
    for (let left = this.results.take(); left !== undefined; left = this.results.take())
      left.release();
    return null;
  }

  #take(received: Message, from: ReadChannel): void {
    const delivery = new HeldDelivery(received, from);
    const message = resultOf(received.content);
    if (message === null) {
      void delivery.acknowledge();
      const { routingKey } = received.fields;
      this.#feed.onForeign?.(
        `a message on ${routingKey} at ${this.#link.name} does not come from frameferry, and was removed`,
      );
      return;
    }
    const held: HeldResult = { message, acknowledge: async () => await delivery.acknowledge() };
    void this.results.push({ held, from, release: () => delivery.release() });
  }

  #tell(fault: BrokerFault | null): void {
    const kind = fault?.kind ?? null;
    if (kind === this.#told) return;
    this.#told = kind;
    this.#feed.onFault?.(fault);
  }
}

const PREFETCH = 64;
const MIN_PAUSE_MS = 200;
const MAX_PAUSE_MS = 3000;
const LONGEST_ANSWER_MS = 20_000;
