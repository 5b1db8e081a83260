import type { SendResult } from "../send-result.ts";

/**
 * What a sending comes to while a service has never answered as it should. One that breaks the rules of
 * HTTP in its first answer does so in the next one, too: the frame is not sent there again. After good
 * answers it may have been chance.
 */
export function beforeFirstAnswer(sending: SendResult): SendResult {
  const { verdict, fault } = sending;
  if (fault !== "malformed" || verdict.kind !== "transientError") return sending;
  return { ...sending, verdict: { ...verdict, kind: "rejected" } };
}
