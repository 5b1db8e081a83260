import type { BrokerState, QueueState } from "../broker.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { API_CODES, apiCodeOf, faultOf, isNoResponders } from "./nats-faults.ts";
import type { NatsLink, NatsSession } from "./nats-link.ts";
import { namesOf } from "./nats-names.ts";
import { roundTrip } from "./nats-round-trip.ts";
import { missingStream, whyNobodyAnswers } from "./nats-silence.ts";

/** State of the queues at a broker. */
export async function readState(link: NatsLink, queue: string): Promise<BrokerState | BrokerFault> {
  const { session } = link;
  if (session === null) return link.fault;
  const { frames, results } = namesOf(queue);
  try {
    const roundTripMs = await roundTrip(session);
    return {
      version: session.client.info?.version ?? "unknown",
      roundTripMs,
      frames: await queueState(session, frames, await heldByWorkers(session, frames)),
      // Each edge has a consumer of its own, and there may be thousands.
      results: await queueState(session, results, UNKNOWN),
    };
  } catch (error) {
    if (isNoResponders(error)) return await whyNobodyAnswers(link, session, frames);
    return apiCodeOf(error) === API_CODES.streamNotFound
      ? missingStream(link.name, frames)
      : faultOf(error, link.name);
  }
}

/** @param counts what its consumers hold. */
async function queueState(
  { jsm }: NatsSession,
  stream: string,
  counts: HeldCounts,
): Promise<QueueState> {
  const { state, config } = await jsm.streams.info(stream);
  return {
    ...counts,
    count: state.messages,
    byteLength: state.bytes,
    maxBytes: config.max_bytes > 0 ? config.max_bytes : null,
    oldestAgeMs: state.messages === 0 ? null : Math.max(0, Date.now() - Date.parse(state.first_ts)),
  };
}

type HeldCounts = Pick<QueueState, "held" | "redelivered">;

/** What the workers hold; `null` to a login that may not list their consumers. */
async function heldByWorkers({ jsm, denied }: NatsSession, stream: string): Promise<HeldCounts> {
  if (denied.has(`$JS.API.CONSUMER.LIST.${stream}`)) return UNKNOWN;
  try {
    let held = 0;
    let redelivered = 0;
    for await (const consumer of jsm.consumers.list(stream)) {
      held += consumer.num_ack_pending;
      redelivered += consumer.num_redelivered;
    }
    return { held, redelivered };
  } catch (error) {
    if (faultOf(error, "").kind === "refused") return UNKNOWN;
    throw error;
  }
}

const UNKNOWN: HeldCounts = { held: null, redelivered: null };
