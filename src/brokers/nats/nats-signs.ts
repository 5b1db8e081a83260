import type { FeedOptions } from "../broker.ts";
import { signBody, signOf } from "../envelope.ts";
import { overSessions } from "../over-sessions.ts";
import { signSubject, signSubjects } from "../queue-names.ts";
import type { WorkerSign, WorkerSigns } from "../worker-signs.ts";
import { asBuffer } from "./nats-frame-feed.ts";
import type { NatsLink } from "./nats-link.ts";
import { Overheard } from "./nats-overheard.ts";
import { readingFault } from "./nats-reading-fault.ts";

/** Signs of workers as messages on subjects that no stream keeps. */
export class NatsSigns implements WorkerSigns {
  readonly #link: NatsLink;
  readonly #queue: string;

  constructor(link: NatsLink, queue: string) {
    this.#link = link;
    this.#queue = queue;
  }

  announce(sign: WorkerSign): void {
    const { session } = this.#link;
    if (session === null || session.client.isClosed()) return;
    const subject = signSubject(this.#queue, sign.worker);
    // A login that may not do so would have the server complain of each.
    if (!session.denied.has(subject)) session.client.publish(subject, signBody(sign));
  }

  async *workers(feed: FeedOptions): AsyncGenerator<WorkerSign, void> {
    const subjects = signSubjects(this.#queue);
    const link = this.#link;
    const reading = { ...feed, faultIn: readingFault(link, null) };
    const bodies = overSessions(link, reading, async function* (session, ready) {
      using live = new Overheard(link, session, subjects);
      ready();
      yield* live.bodies(feed.signal);
    });
    for await (const body of bodies) {
      const sign = signOf(asBuffer(body));
      if (sign !== null) yield sign;
    }
  }
}
