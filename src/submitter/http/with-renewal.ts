import type { Answer, TransportFault } from "../../core/service/answer.ts";
import type { Credentials } from "../../core/service/credentials.ts";

/**
 * Sends a request, and once more with other credentials where the service says that those are no longer
 * good (401; RFC 9110, 15.5.2). Only the last answer counts; where none can be read, it is as if the
 * service could not be reached.
 *
 * @param send sends the request with these header fields.
 */
export async function withRenewal<Outcome extends Answer>(
  credentials: Credentials,
  send: (headers: Credentials["headers"]) => Promise<Outcome | TransportFault>,
  signal: AbortSignal,
): Promise<Outcome | TransportFault> {
  for (let renewals = 0; ; renewals += 1) {
    const { headers } = credentials;
    const outcome = await send(headers);
    if (!("status" in outcome) || outcome.status !== 401 || renewals === MAX_RENEWALS)
      return outcome;
    const renewal = await credentials.renew(headers, signal);
    if (renewal === "unchanged") return outcome;
    if (renewal === "renewed") continue;
    return { fault: "unreachable", reason: `the service answered 401, and ${renewal.problem}` };
  }
}

/** The first may bring what another request has had read in the meantime, and that may be old, too. */
const MAX_RENEWALS = 2;
