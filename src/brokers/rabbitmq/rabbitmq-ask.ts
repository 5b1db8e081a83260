import type { RabbitMqSession } from "./rabbitmq-link.ts";
import type { Channel } from "./rabbitmq-packages.ts";
import { REPLY_CODES, replyCodeOf } from "./rabbitmq-faults.ts";

/** Does something on a channel of its own: one that the broker refuses something on is closed by it. */
export async function onChannel<Result>(
  { client }: RabbitMqSession,
  work: (channel: Channel) => Promise<Result>,
): Promise<Result> {
  const channel = await client.createChannel();
  ignoreErrors(channel);
  try {
    return await work(channel);
  } finally {
    await closeChannel(channel);
  }
}

/**
 * Closes a channel, and waits until it is closed: by the broker's answer, or because the whole connection ends before that, of which
 * amqplib's promise would tell nobody. One that the broker has closed stays as it is.
 */
export async function closeChannel(channel: Channel): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  channel.once("close", resolve);
  channel.close().then(resolve, () => resolve());
  await promise;
}

/** Errors of a channel also come from what was called on it; without a listener they would end the program. */
export function ignoreErrors(channel: Channel): void {
  channel.on("error", () => {});
}

/** Messages in a queue that are not held; `null` if there is no such queue. */
export async function depthOf(session: RabbitMqSession, queue: string): Promise<number | null> {
  return await ifThere(
    onChannel(session, async (channel) => (await channel.checkQueue(queue)).messageCount),
  );
}

export async function hasExchange(session: RabbitMqSession, exchange: string): Promise<boolean> {
  const found = await ifThere(
    onChannel(session, async (channel) => await channel.checkExchange(exchange)),
  );
  return found !== null;
}

async function ifThere<Found>(asked: Promise<Found>): Promise<Found | null> {
  try {
    return await asked;
  } catch (error) {
    if (replyCodeOf(error) === REPLY_CODES.notFound) return null;
    throw error;
  }
}
