import type { BrokerAccess, BrokerConnection, BrokerEngine } from "../broker.ts";
import type { BrokerAddress } from "../broker-address.ts";

/** Quorum queues of RabbitMQ (https://www.rabbitmq.com/docs/quorum-queues). Its client is only loaded when it is opened. */
export const RABBITMQ: BrokerEngine = {
  name: "RabbitMQ",
  schemes: { amqp: 5672, amqps: 5671 },
  hasVirtualHosts: true,
  async open(address: BrokerAddress, access: BrokerAccess): Promise<BrokerConnection> {
    const { openRabbitMqLink } = await import("./rabbitmq-link.ts");
    const { RabbitMqBroker } = await import("./rabbitmq-connection.ts");
    return new RabbitMqBroker(await openRabbitMqLink(address, access), address.queue);
  },
};
