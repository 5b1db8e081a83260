import { away } from "../common-faults.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { depthOf } from "./rabbitmq-ask.ts";
import { declare } from "./rabbitmq-differences.ts";
import { missing } from "./rabbitmq-faults.ts";
import type { RabbitMqSession } from "./rabbitmq-link.ts";
import { framesExchange, registerQueue } from "./rabbitmq-names.ts";
import { resultsArguments } from "./rabbitmq-plan.ts";
import { readRegister } from "./rabbitmq-register.ts";

/**
 * Makes the queue of results for an edge, unless it exists; whoever needs it first does: the edge, or the worker that has
 * a result for it.
 *
 * @param names of the broker, for display, of the queue in its address, and of the queue of the edge.
 * @returns why it cannot be made; `null` where it is there.
 */
export async function ensureEdgeQueue(
  session: RabbitMqSession,
  names: { readonly broker: string; readonly queue: string; readonly edgeQueue: string },
): Promise<BrokerFault | null> {
  const { broker, queue, edgeQueue } = names;
  if ((await depthOf(session, edgeQueue)) !== null) return null;
  const register = await readRegister(session, registerQueue(queue));
  if (register === "missing")
    return missing(broker, `there is no exchange ${framesExchange(queue)}`);
  if (register === "empty") return away(`somebody is setting ${broker} up`);
  const sizes = { ...register, maxAgeMs: null };
  await declare(session, edgeQueue, resultsArguments(sizes, session.version));
  return null;
}
