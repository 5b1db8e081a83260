import { away } from "../common-faults.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { API_CODES, apiCodeOf, faultOf, isNoResponders } from "./nats-faults.ts";
import type { NatsLink, NatsSession } from "./nats-link.ts";
import { edgePlan, NANOSECONDS } from "./nats-plan.ts";
import type { NatsSource } from "./nats-pull.ts";
import { missingConsumer, missingStream, whyNobodyAnswers } from "./nats-silence.ts";

/** Consumer of workers that exists. */
export interface FoundWorkers {
  /** Time after which a message that is held is handed out again, in milliseconds. */
  readonly holdMs: number;
}

/** Looks for the consumer of workers, which only `broker init` makes. */
export async function findWorkers(
  link: NatsLink,
  session: NatsSession,
  { stream, consumer, partition }: NatsSource & { readonly partition: string | null },
): Promise<FoundWorkers | BrokerFault> {
  try {
    const { config } = await session.jsm.consumers.info(stream, consumer);
    return { holdMs: (config.ack_wait ?? 0) / NANOSECONDS };
  } catch (error) {
    if (apiCodeOf(error) === API_CODES.consumerNotFound)
      return missingConsumer(link.name, partition);
    return await otherFault(link, session, { stream, error });
  }
}

/** Makes the consumer of an edge if it does not exist. @returns `null` where it does. */
export async function ensureEdgeConsumer(
  link: NatsLink,
  session: NatsSession,
  { stream, consumer, subject }: NatsSource & { readonly subject: string },
): Promise<BrokerFault | null> {
  const { jsm } = session;
  try {
    await jsm.consumers.info(stream, consumer);
    return null;
  } catch (error) {
    if (apiCodeOf(error) !== API_CODES.consumerNotFound)
      return await otherFault(link, session, { stream, error });
  }
  try {
    await jsm.consumers.add(stream, edgePlan(consumer, subject));
    return null;
  } catch (error) {
    return await otherFault(link, session, { stream, error });
  }
}

async function otherFault(
  link: NatsLink,
  session: NatsSession,
  { stream, error }: { readonly stream: string; readonly error: unknown },
): Promise<BrokerFault> {
  if (apiCodeOf(error) === API_CODES.streamNotFound) return missingStream(link.name, stream);
  if (isNoResponders(error)) return await whyNobodyAnswers(link, session, stream);
  const { kind, ...words } = faultOf(error, link.name);
  return kind === "refused" ? { kind, ...words } : { ...away(words.reason) };
}
