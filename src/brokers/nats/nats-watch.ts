import type { BrokerWatch, ResultsWatchOptions } from "../broker-watch.ts";
import { resultOf } from "../envelope.ts";
import type { ResultMessage } from "../messages.ts";
import { overSessions } from "../over-sessions.ts";
import { asBuffer } from "./nats-frame-feed.ts";
import type { NatsLink } from "./nats-link.ts";
import { namesOf } from "./nats-names.ts";
import { readingFault } from "./nats-reading-fault.ts";
import { storedBodies, type StreamPlace } from "./nats-stored.ts";
import { Overheard } from "./nats-overheard.ts";

/** What can be seen at a NATS server: what a stream stores, read by its numbers, and what is published meanwhile. */
export class NatsWatch implements BrokerWatch {
  readonly #link: NatsLink;
  readonly #queue: string;

  constructor(link: NatsLink, queue: string) {
    this.#link = link;
    this.#queue = queue;
  }

  async *results({ follow, ...feed }: ResultsWatchOptions): AsyncGenerator<ResultMessage, void> {
    const { results: stream, resultSubjects: subjects } = namesOf(this.#queue);
    const place: StreamPlace = { stream, subjects, next: 1 };
    const link = this.#link;
    const reading = { ...feed, faultIn: readingFault(link, stream) };
    const bodies = overSessions(link, reading, async function* (session, ready) {
      // First, so that nothing comes between what is stored and what is published.
      using live = follow ? new Overheard(link, session, subjects) : null;
      yield* storedBodies(session, place, feed.signal);
      ready();
      if (live !== null) yield* live.bodies(feed.signal);
    });
    for await (const body of bodies) {
      const result = resultOf(asBuffer(body));
      if (result !== null) yield result;
      else feed.onForeign?.(`a message on ${subjects} at ${link.name} is no result of frameferry`);
    }
  }
}
