import type { Answer, TransportFault } from "../../core/service/answer.ts";
import type { Protocol, RequestNote } from "../../core/service/protocol.ts";

/**
 * True if a service rejected the form of a request that its protocol can make in another way: it is then
 * to be made anew and sent once more, as one attempt with the first.
 */
export function isRejectedForm(
  protocol: Pick<Protocol, "adapt">,
  outcome: Answer | TransportFault,
  note: RequestNote | undefined,
): boolean {
  if (protocol.adapt === undefined || "fault" in outcome || outcome.status < 400) return false;
  return protocol.adapt(outcome, note) !== null;
}
