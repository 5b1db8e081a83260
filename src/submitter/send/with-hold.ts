import type { SendResult } from "../send-result.ts";

/** A result with the time for which its request had to wait for the quota of its service. */
export function withHold(result: SendResult, { heldMs }: Pick<SendResult, "heldMs">): SendResult {
  return heldMs === undefined ? result : { ...result, heldMs };
}
