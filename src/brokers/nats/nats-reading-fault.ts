import type { BrokerFault } from "../publish-outcome.ts";
import { API_CODES, apiCodeOf, faultOf, isNoResponders } from "./nats-faults.ts";
import type { NatsLink, NatsSession } from "./nats-link.ts";
import { NatsFault } from "./nats-overheard.ts";
import { missingStream, whyNobodyAnswers } from "./nats-silence.ts";

/** Says what an error of a reading means. @param stream that is read; `null` if none is. */
export function readingFault(
  link: NatsLink,
  stream: string | null,
): (error: unknown, session: NatsSession) => Promise<BrokerFault> {
  return async (error, session) => {
    if (error instanceof NatsFault) return error.fault;
    if (stream !== null && isNoResponders(error))
      return await whyNobodyAnswers(link, session, stream);
    if (stream !== null && apiCodeOf(error) === API_CODES.streamNotFound)
      return missingStream(link.name, stream);
    return faultOf(error, link.name);
  };
}
