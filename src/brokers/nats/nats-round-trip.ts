import { unlessAborted } from "../unless-aborted.ts";
import type { NatsSession } from "./nats-link.ts";

/**
 * Waits until the server has read all that was sent before. The client's own `flush` may wait for ever, for a server that
 * hangs.
 *
 * @returns how long that took, in milliseconds.
 * @throws DOMException `TimeoutError`.
 */
export async function roundTrip({ client }: Pick<NatsSession, "client">): Promise<number> {
  const startedMs = performance.now();
  await unlessAborted(client.flush(), AbortSignal.timeout(TIMEOUT_MS));
  return performance.now() - startedMs;
}

const TIMEOUT_MS = 5000;
