import type { SendResult } from "../send-result.ts";

/**
 * The result as it counts while a service has never answered as it should. One that breaks the rules of
 * HTTP in its first answer does so in the next one, too: the frame is not sent there again. After good
 * answers it may have been chance.
 */
export function beforeFirstAnswer(result: SendResult): SendResult {
  const { verdict, fault } = result;
  if (fault !== "malformed" || verdict.kind !== "transientError") return result;
  return { ...result, verdict: { ...verdict, kind: "rejected" } };
}
