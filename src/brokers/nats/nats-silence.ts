import { away } from "../common-faults.ts";
import { initRemedy } from "../init-remedy.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { API_CODES, apiCodeOf, faultOf, isNoResponders } from "./nats-faults.ts";
import type { NatsLink, NatsSession } from "./nats-link.ts";

/**
 * Why nobody answered what was sent to a stream. During an election that looks exactly as if the stream did not exist,
 * so the broker is asked for the stream.
 */
export async function whyNobodyAnswers(
  { name }: NatsLink,
  { jsm }: NatsSession,
  stream: string,
): Promise<BrokerFault> {
  try {
    await jsm.streams.info(stream);
    return away(`the stream ${stream} at ${name} has no leader now`);
  } catch (error) {
    if (apiCodeOf(error) === API_CODES.streamNotFound) return missingStream(name, stream);
    if (isNoResponders(error))
      return away(
        `${name} does not offer JetStream: it is just starting, or JetStream is off, as after a full disk until the server is started again`,
      );
    return faultOf(error, name);
  }
}

export function missingStream(name: string, stream: string): BrokerFault {
  return {
    kind: "missing",
    reason: `there is no stream ${stream} at ${name}`,
    remedy: initRemedy(name),
  };
}

export function missingConsumer(name: string, partition: string | null): BrokerFault {
  const which = partition === null ? "all frames together" : `the frames of ${partition}`;
  return {
    kind: "missing",
    reason: `${name} has no consumer for ${which}`,
    remedy: initRemedy(name, partition),
  };
}
