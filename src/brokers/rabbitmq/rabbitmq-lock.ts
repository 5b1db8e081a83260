import { setTimeout as sleep } from "node:timers/promises";
import { onChannel } from "./rabbitmq-ask.ts";
import { REPLY_CODES, replyCodeOf } from "./rabbitmq-faults.ts";
import type { RabbitMqSession } from "./rabbitmq-link.ts";
import { lockQueue } from "./rabbitmq-names.ts";

/**
 * Does something that no other connection does at the same time: a queue that one connection has for itself cannot be
 * made by another one, and goes with it.
 *
 * @returns `null` if another one went on for too long.
 */
export async function underLock<Result>(
  session: RabbitMqSession,
  queue: string,
  work: () => Promise<Result>,
): Promise<Result | null> {
  const name = lockQueue(queue);
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await sleep(PAUSE_MS);
    if (!(await isLocked(session, name))) continue;
    try {
      return await work();
    } finally {
      await onChannel(session, async (channel) => await channel.deleteQueue(name));
    }
  }
  return null;
}

async function isLocked(session: RabbitMqSession, name: string): Promise<boolean> {
  try {
    await onChannel(
      session,
      async (channel) => await channel.assertQueue(name, { exclusive: true, durable: false }),
    );
    return true;
  } catch (error) {
    if (replyCodeOf(error) === REPLY_CODES.resourceLocked) return false;
    throw error;
  }
}

const ATTEMPTS = 50;
const PAUSE_MS = 200;
