import { setTimeout as sleep } from "node:timers/promises";
import type { NatsLink } from "./nats-link.ts";

/**
 * Acknowledges a message, and waits for the word of the broker that it is removed. The client's own `ackAck` sends its
 * acknowledgement once only: called again after a timeout, it says `false` and does nothing.
 *
 * @param reply where to send the acknowledgement.
 * @returns `false` if the broker has not confirmed it: the message may come again.
 */
export async function acknowledge(link: NatsLink, reply: string): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await sleep(PAUSE_MS * attempt);
    const client = link.session?.client;
    if (client === undefined) continue;
    const isConfirmed = await client.request(reply, "+ACK", { timeout: TIMEOUT_MS }).then(
      () => true,
      // Whatever went wrong, the next attempt may succeed, and the message comes again if none does.
      () => false,
    );
    if (isConfirmed) return true;
  }
  return false;
}

const ATTEMPTS = 4;
const PAUSE_MS = 500;
const TIMEOUT_MS = 2000;
