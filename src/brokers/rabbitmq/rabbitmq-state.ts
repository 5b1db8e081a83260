import { away } from "../common-faults.ts";
import type { BrokerState, QueueState } from "../broker.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { depthOf } from "./rabbitmq-ask.ts";
import { faultOf, missing } from "./rabbitmq-faults.ts";
import type { RabbitMqLink, RabbitMqSession } from "./rabbitmq-link.ts";
import { framesExchange, queueOf, registerQueue } from "./rabbitmq-names.ts";
import type { RegisterMemory } from "./rabbitmq-register-memory.ts";

/** What is asked for the state of. */
export interface StateTask {
  /** Name of the queue in the address. */
  readonly queue: string;
  /** Queues of results that this connection knows of. */
  readonly edges: ReadonlySet<string>;
  readonly register: RegisterMemory;
}

/** State of the queues at a broker, as far as RabbitMQ tells it to clients: the messages that nobody holds. */
export async function readState(
  link: RabbitMqLink,
  { queue, edges, register: memory }: StateTask,
): Promise<BrokerState | BrokerFault> {
  const { session, name } = link;
  if (session === null) return link.fault;
  try {
    const register = await memory.read(session, registerQueue(queue));
    if (register === "missing")
      return missing(name, `there is no exchange ${framesExchange(queue)}`);
    if (register === "empty") return away(`somebody is setting ${name} up`);
    const { partitions, maxSizeBytes } = register;
    const startedMs = performance.now();
    await depthOf(session, registerQueue(queue));
    const roundTripMs = performance.now() - startedMs;
    const queues = partitions.map((partition) => queueOf(queue, partition));
    return {
      version: session.version,
      roundTripMs,
      frames: stateOf(await depths(session, queues), maxSizeBytes),
      results: stateOf(edges.size === 0 ? null : await depths(session, edges), null),
    };
  } catch (error) {
    return link.session === session ? faultOf(error, name) : link.fault;
  }
}

/** Of several queues together; one that does not exist has none. */
async function depths(session: RabbitMqSession, queues: Iterable<string>): Promise<number> {
  let sum = 0;
  for (const queue of queues) sum += (await depthOf(session, queue)) ?? 0;
  return sum;
}

function stateOf(count: number | null, maxBytes: number | null): QueueState {
  return {
    ...{ count, maxBytes, byteLength: null, oldestAgeMs: null },
    ...{ held: null, redelivered: null },
  };
}
