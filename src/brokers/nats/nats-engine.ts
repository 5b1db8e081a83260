import type { BrokerAccess, BrokerConnection, BrokerEngine } from "../broker.ts";
import type { BrokerAddress } from "../broker-address.ts";

/** NATS JetStream (https://docs.nats.io/nats-concepts/jetstream). Its client is only loaded when it is opened. */
export const NATS: BrokerEngine = {
  name: "NATS",
  schemes: { nats: 4222, tls: 4222 },
  hasVirtualHosts: false,
  async open(address: BrokerAddress, access: BrokerAccess): Promise<BrokerConnection> {
    const { openNatsLink } = await import("./nats-link.ts");
    const { NatsBroker } = await import("./nats-connection.ts");
    return new NatsBroker(await openNatsLink(address, access), address.queue);
  },
};
