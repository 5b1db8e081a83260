import { otherQueueRemedy } from "../init-remedy.ts";
import type { PublishOutcome } from "../publish-outcome.ts";
import { API_CODES, apiCodeOf, faultOf, isNoResponders } from "./nats-faults.ts";
import type { NatsLink, NatsSession } from "./nats-link.ts";
import { unlessAborted } from "../unless-aborted.ts";
import { whyNobodyAnswers } from "./nats-silence.ts";

/** A message on its way into a stream. */
export interface NatsMessage {
  readonly stream: string;
  readonly subject: string;
  /** Identity for de-duplication. */
  readonly id: string;
  /** Header fields by name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Puts a message into its stream, once.
 *
 * @throws the signal's reason if it aborts.
 */
export async function publish(
  link: NatsLink,
  message: NatsMessage,
  signal: AbortSignal,
): Promise<PublishOutcome> {
  signal.throwIfAborted();
  const { session } = link;
  if (session === null) return link.fault;
  const tooLarge = sizeFault(link.name, session, message);
  return tooLarge ?? (await unlessAborted(attempt(link, session, message), signal));
}

async function attempt(
  link: NatsLink,
  session: NatsSession,
  { stream, subject, id, headers: fields, body }: NatsMessage,
): Promise<PublishOutcome> {
  const headers = session.packages.transport.headers();
  for (const [name, value] of Object.entries(fields)) headers.set(name, value);
  try {
    const expect = { streamName: stream };
    const { duplicate } = await session.js.publish(subject, body, { msgID: id, headers, expect });
    return { kind: "taken", isDuplicate: duplicate };
  } catch (error) {
    if (isNoResponders(error)) return await whyNobodyAnswers(link, session, stream);
    if (apiCodeOf(error) === API_CODES.wrongStream)
      return {
        kind: "missing",
        reason: `the subject ${subject} at ${link.name} belongs to another stream than ${stream}`,
        remedy: otherQueueRemedy(),
      };
    return faultOf(error, link.name);
  }
}

/** What the client itself would refuse, with words that say too little. */
function sizeFault(
  name: string,
  { client }: NatsSession,
  { headers, body }: NatsMessage,
): PublishOutcome | null {
  const limit = client.info?.max_payload;
  const headerBytes = Object.entries(headers).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value) + 4,
    HEADER_BYTES,
  );
  if (limit === undefined || body.byteLength + headerBytes <= limit) return null;
  return {
    kind: "tooLarge",
    reason: `${name} takes messages of ${limit} bytes at most, and this one has ${body.byteLength + headerBytes}`,
    remedy: "set max_payload: 8MB in the configuration of the broker, or send smaller frames",
  };
}

/** For the line of the version, the identity of the message and the name of its stream. */
const HEADER_BYTES = 256;
