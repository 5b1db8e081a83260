import { BoundedQueue } from "../../core/concurrency/bounded-queue.ts";
import type { FeedOptions, HeldResult } from "../broker.ts";
import { resultOf } from "../envelope.ts";
import { acknowledge } from "./nats-acknowledge.ts";
import { asBuffer, removeForeign } from "./nats-frame-feed.ts";
import type { NatsLink } from "./nats-link.ts";
import type { NatsReader } from "./nats-reader.ts";

/** Results for one edge, until the signal of the options aborts. */
export async function* readResults(
  link: NatsLink,
  reader: NatsReader,
  feed: FeedOptions,
): AsyncGenerator<HeldResult, void> {
  const ended = new AbortController();
  const queue = new BoundedQueue<HeldResult>(1);
  const read = async (): Promise<void> => {
    while (!feed.signal.aborted && !ended.signal.aborted) {
      const message = await reader.next(ended.signal);
      const { reply = "" } = message;
      const result = resultOf(asBuffer(message.data));
      if (result === null) removeForeign(link, message, feed);
      else
        await queue.push({
          message: result,
          acknowledge: async () => await acknowledge(link, reply),
        });
    }
  };
  const reading = Array.from({ length: REQUESTS }, read);
  const stopped = Promise.allSettled(reading).then(() => queue.close());
  try {
    yield* queue;
  } finally {
    ended.abort();
    queue.abandon();
    await stopped;
  }
}

/** Requests at once: so many results come in one round trip. */
const REQUESTS = 16;
