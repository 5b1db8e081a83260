import { RABBITMQ } from "../../../src/brokers/rabbitmq/rabbitmq-engine.ts";
import { type Channel, loadAmqp } from "../../../src/brokers/rabbitmq/rabbitmq-packages.ts";
import { BrokerLine } from "./broker-line.ts";
import { openRabbitMq } from "./open-broker.ts";
import { hasNoRabbitMq, RabbitMqNode } from "./rabbitmq-node.ts";
import type { TestBroker, TestEngine } from "./test-engine.ts";

/** RabbitMQ as the contract sees it: one node for all tests of a file, and queues of its own for each. */
export const RABBITMQ_ENGINE: TestEngine = {
  engine: RABBITMQ,
  isMissing: hasNoRabbitMq,
  start: startRabbitMq,
  end: async () => {
    await (await shared)?.[Symbol.asyncDispose]();
    shared = null;
  },
  open: openRabbitMq,
  recognizesRepeats: false,
  countsRedelivered: false,
  overshoot: 1,
  tellsLimit: false,
  tooLargeBytes: 1024 * 1024 + 1,
  tooLargeRemedy:
    "raise max_message_size in the configuration of the broker, or send smaller frames",
  missing: (queue) => `there is no exchange ${queue}`,
  holdMs: null,
  shortenHold: async () => {},
  sendsToThoseWhoLeft: false,
  holdsThroughOutages: false,
  publishForeign: async (broker, subject) =>
    await withChannel(broker, async (channel) => {
      channel.publish(broker.queue, subject, Buffer.from("hello"));
      // What is asked afterwards is answered afterwards.
      await channel.checkExchange(broker.queue);
    }),
  queueState: ({ count, held }) => ({ count: count - held, held: null }),
  showsTaken: true,
  partNames: (queue) => [
    ...[`queue ${queue}.workers`, `exchange ${queue}`, `queue ${queue}.register`],
    `stream ${queue}.copies`,
  ],
  partitionName: (queue, partition) =>
    `queue ${queue}.workers.${partition.replace(">", "all").replace("*", "any")}`,
};

let shared: Promise<RabbitMqNode> | null = null;
let count = 0;

/**
 * Its line is cut where another broker would be killed: a node takes many seconds to start. Killed nodes have tests of
 * their own.
 */
async function startRabbitMq(): Promise<TestBroker> {
  shared ??= RabbitMqNode.start();
  const node = await shared;
  const line = await BrokerLine.open(node.port);
  const queue = `q${(count += 1)}`;
  return {
    url: `amqp://${line.host}/${queue}`,
    queue,
    otherUrl: `amqp://${line.host}/${queue}-lab`,
    start: async () => line.mend(),
    kill: async () => line.cut(),
    wipe: async () => await wipe(node, queue),
    freeze: (isFrozen) => line.freeze(isFrozen),
    [Symbol.asyncDispose]: async () => await line[Symbol.asyncDispose](),
  };
}

async function wipe({ host }: RabbitMqNode, queue: string): Promise<void> {
  await withChannel({ url: `amqp://${host}` }, async (channel) => {
    await channel.deleteExchange(queue);
    for (const name of [
      `${queue}.workers`,
      `${queue}.register`,
      `${queue}.copies`,
      `${queue}-results.edge-1`,
    ])
      await channel.deleteQueue(name);
  });
}

/** Does something on a channel of the client itself. */
export async function withChannel(
  { url }: Pick<TestBroker, "url">,
  work: (channel: Channel) => Promise<unknown>,
): Promise<void> {
  const { connect } = await loadAmqp();
  const client = await connect(`amqp://${new URL(url).host}`);
  await work(await client.createChannel());
  await client.close();
}
