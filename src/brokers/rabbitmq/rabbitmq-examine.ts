import type { BrokerRemark, BrokerReport } from "../broker-report.ts";
import { initRemedy } from "../init-remedy.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import { depthOf, hasExchange } from "./rabbitmq-ask.ts";
import { faultOf } from "./rabbitmq-faults.ts";
import type { RabbitMqLink, RabbitMqSession } from "./rabbitmq-link.ts";
import { framesExchange, queueOf, registerQueue } from "./rabbitmq-names.ts";
import { readRegister } from "./rabbitmq-register.ts";
import { versionRemark } from "./rabbitmq-versions.ts";

/** What the doctor says of a broker. */
export async function examine(
  link: RabbitMqLink,
  queue: string,
): Promise<BrokerReport | BrokerFault> {
  const { session, name } = link;
  if (session === null) return link.fault;
  try {
    const startedMs = performance.now();
    const isThere = await hasExchange(session, framesExchange(queue));
    const tookMs = (performance.now() - startedMs).toFixed(1);
    const { version, cluster } = session;
    return {
      summary: `${name} is RabbitMQ ${version}, of the cluster ${cluster}; there and back takes ${tookMs} ms`,
      remarks: [
        versionRemark(version),
        HOLDING,
        PAYLOAD,
        isThere ? await queueRemark(session, name, queue) : noQueue(name, queue),
      ],
    };
  } catch (error) {
    return link.session === session ? faultOf(error, name) : link.fault;
  }
}

const HOLDING: BrokerRemark = {
  subject: "holding",
  state: "warning",
  detail:
    "a frame that a worker holds for longer than consumer_timeout, 30 minutes by default, is handed out again, and all that this worker holds with it; RabbitMQ does not tell its setting",
  remedy: "set consumer_timeout above the longest outage of your services, if it is not set",
};

const PAYLOAD: BrokerRemark = {
  subject: "max payload",
  state: "ok",
  detail:
    "a frame may have 128 MiB at most, and 16 MiB from 4.0 on, unless max_message_size says otherwise; RabbitMQ does not tell its setting",
  remedy: null,
};

async function queueRemark(
  session: RabbitMqSession,
  name: string,
  queue: string,
): Promise<BrokerRemark> {
  const register = await readRegister(session, registerQueue(queue));
  if (typeof register === "string") return noQueue(name, queue);
  const queues = register.partitions.map((partition) => queueOf(queue, partition));
  const depths: string[] = [];
  for (const one of queues) {
    const depth = await depthOf(session, one);
    if (depth === null) return noQueue(name, one);
    depths.push(`${one} holds ${depth} frames`);
  }
  const nodes = "rabbitmq-queues quorum_status shows which nodes have a copy";
  return { subject: "queue", state: "ok", detail: `${depths.join(", ")}; ${nodes}`, remedy: null };
}

function noQueue(name: string, queue: string): BrokerRemark {
  return {
    ...{ subject: "queue", state: "warning", detail: `there is no queue ${queue} yet` },
    remedy: initRemedy(name),
  };
}
