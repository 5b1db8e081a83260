import type { BrokerFault } from "./publish-outcome.ts";

/** Fault of a broker that cannot be reached, or does not answer. */
export function away(reason: string): BrokerFault {
  return { kind: "away", reason, remedy: "start the broker, or check its address and the network" };
}

/** Fault of a queue that takes no more now. */
export function full(reason: string): BrokerFault {
  return {
    kind: "full",
    reason,
    remedy: "add workers, or give the queue more space; frames wait at their edge meanwhile",
  };
}
