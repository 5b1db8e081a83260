import { deniedFault, faultOf } from "./nats-faults.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import type { NatsLink, NatsSession } from "./nats-link.ts";
import type { Msg } from "./nats-packages.ts";

/** A consumer of a stream. */
export interface NatsSource {
  readonly stream: string;
  readonly consumer: string;
}

/** What came of asking for a message. `none`: none was there in the time. `silent`: nobody answered. */
export type Pulled =
  | { readonly kind: "message"; readonly message: Msg }
  | { readonly kind: "none" | "silent" }
  | { readonly kind: "fault"; readonly fault: BrokerFault };

/**
 * Asks a consumer for one message. The client's own readers keep a buffer, in which messages age; here nothing waits
 * that was not asked for. A subscription of its own gets the answer, since a message keeps its own subject, by which the
 * client would not find the request that it answers.
 *
 * Protocol: https://docs.nats.io/reference/reference-protocols/nats_api_reference, `CONSUMER.MSG.NEXT`.
 */
export async function pullOne(
  link: NatsLink,
  { client, denied, packages }: NatsSession,
  { stream, consumer }: NatsSource,
): Promise<Pulled> {
  const subject = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`;
  if (client.isClosed()) return { kind: "fault", fault: link.fault };
  const { promise, resolve } = Promise.withResolvers<Pulled>();
  const reply = packages.transport.createInbox();
  const answer = client.subscribe(reply, {
    max: 1,
    callback: (error, message) =>
      resolve(
        error === null ? meaningOf(message) : { kind: "fault", fault: faultOf(error, link.name) },
      ),
  });
  void answer.closed.then(() => resolve({ kind: "fault", fault: link.fault }));
  const request = JSON.stringify({ batch: 1, expires: EXPIRES_MS * NANOSECONDS });
  client.publish(subject, request, { reply });
  const timer = setTimeout(() => resolve({ kind: "silent" }), EXPIRES_MS + GRACE_MS);
  try {
    const pulled = await promise;
    const isDenied = pulled.kind === "silent" && denied.has(subject);
    return isDenied ? { kind: "fault", fault: deniedFault(link.name, subject) } : pulled;
  } finally {
    clearTimeout(timer);
    if (!client.isClosed()) answer.unsubscribe();
  }
}

/** The request has waited for its whole time (408), or there was nothing for it (404). */
function meaningOf(message: Msg): Pulled {
  if (message.reply?.startsWith("$JS.ACK.") === true) return { kind: "message", message };
  const code = message.headers?.code;
  return { kind: code === 408 || code === 404 ? "none" : "silent" };
}

/** Gives back a message that nobody waits for any more. */
export function giveBack(link: NatsLink, { reply = "" }: Msg, delayMs = 0): void {
  const delay = delayMs === 0 ? "" : ` {"delay":${delayMs * NANOSECONDS}}`;
  say(link, reply, `-NAK${delay}`);
}

/** Says something about a message that is held, if there is a connection; without one, it comes again by itself. */
export function say({ session }: NatsLink, reply: string, words: string): void {
  if (session !== null && !session.client.isClosed()) session.client.publish(reply, words);
}

/** After a leader is lost, a request may go unanswered for so long. */
const EXPIRES_MS = 5000;
const GRACE_MS = 1000;
const NANOSECONDS = 1_000_000;
