import { randomUUID } from "node:crypto";
import type { BrokerWatch, ResultsWatchOptions } from "../broker-watch.ts";
import { resultOf } from "../envelope.ts";
import type { ResultMessage } from "../messages.ts";
import { overSessions } from "../over-sessions.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { faultOf } from "./rabbitmq-faults.ts";
import type { RabbitMqLink, RabbitMqSession } from "./rabbitmq-link.ts";
import { copiesStream, framesExchange, markSubject } from "./rabbitmq-names.ts";
import type { RabbitMqPublisher } from "./rabbitmq-publisher.ts";
import { StreamReading } from "./rabbitmq-stream.ts";

/** What can be seen at RabbitMQ: the stream of copies, which whoever reads it leaves as it is. */
export class RabbitMqWatch implements BrokerWatch {
  readonly #link: RabbitMqLink;
  readonly #marks: () => Promise<RabbitMqPublisher>;
  readonly #queue: string;

  /** @param marks opens what publishes marks, which has a connection of its own. */
  constructor(link: RabbitMqLink, marks: () => Promise<RabbitMqPublisher>, queue: string) {
    this.#link = link;
    this.#marks = marks;
    this.#queue = queue;
  }

  async *results({ follow, ...feed }: ResultsWatchOptions): AsyncGenerator<ResultMessage, void> {
    const link = this.#link;
    const stream = copiesStream(this.#queue);
    const findEnd = async (session: RabbitMqSession): Promise<number> => await this.#end(session);
    const markPrefix = markSubject(this.#queue, "");
    let next = 0;
    const reading = {
      ...feed,
      faultIn: (error: unknown, session: RabbitMqSession) => faultIn(link, error, session),
    };
    const messages = overSessions(link, reading, async function* (session, ready) {
      const end = await findEnd(session);
      // A stream that was made again counts from 0 again.
      if (end < next) next = 0;
      await using copies = await StreamReading.open(session, stream, next);
      ready();
      for await (const message of copies.messages(feed.signal)) {
        next = message.offset + 1;
        if (!message.subject.startsWith(markPrefix)) yield message;
        if (!follow && next > end) return;
      }
    });
    for await (const { body, subject } of messages) {
      const result = resultOf(body);
      if (result !== null) yield result;
      else feed.onForeign?.(`a message on ${subject} at ${link.name} is no result of frameferry`);
    }
  }

  /**
   * Number of the last message of the stream. RabbitMQ does not tell it: a mark is published, and comes back to whoever
   * reads what is new.
   */
  async #end(session: RabbitMqSession): Promise<number> {
    await using news = await StreamReading.open(session, copiesStream(this.#queue), "next");
    const subject = markSubject(this.#queue, randomUUID());
    const publisher = await this.#marks();
    const outcome = await publisher.publish({
      exchange: framesExchange(this.#queue),
      ...{ subject, id: "", headers: {}, contentType: "text/plain", body: Buffer.from("mark") },
    });
    if (outcome.kind !== "taken") throw new WatchFault(outcome);
    for await (const message of news.messages(AbortSignal.timeout(MARK_TIMEOUT_MS)))
      if (message.subject === subject) return message.offset;
    throw new Error("its stream of copies does not show what it takes");
  }
}

/** Fault of a broker as something to throw within this file. */
class WatchFault extends Error {
  readonly fault: BrokerFault;

  constructor(fault: BrokerFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

function faultIn(link: RabbitMqLink, error: unknown, session: RabbitMqSession): BrokerFault {
  if (error instanceof WatchFault) return error.fault;
  return link.session === session ? faultOf(error, link.name) : link.fault;
}

const MARK_TIMEOUT_MS = 30_000;
