import type { BrokerAccess } from "../broker.ts";
import type { BrokerAddress } from "../broker-address.ts";
import { away } from "../common-faults.ts";
import { type Connected, KeptLink } from "../kept-link.ts";
import { faultOf } from "./rabbitmq-faults.ts";
import { checkAccess, serverOptions } from "./rabbitmq-login.ts";
import { type AmqpPackage, cutOff, loadAmqp, type RabbitMqClient } from "./rabbitmq-packages.ts";

/** One connection with what is known of the server at its other end. */
export interface RabbitMqSession {
  readonly client: RabbitMqClient;
  /** Such as `3.10.8`. */
  readonly version: string;
  /** Name of the cluster, which one server is, too. */
  readonly cluster: string;
  /** Why the server takes no messages now, such as `low on memory`; `null` if it does. */
  blockedBy: string | null;
  /** Resolves when it is over, with the reason if there is one. */
  readonly closed: Promise<Error | null>;
}

/** A connection to a RabbitMQ server or cluster. */
export type RabbitMqLink = KeptLink<RabbitMqSession>;

/** @throws FrameferryError `ERR_OPTION` for options that cannot be used, `ERR_BROKER_REFUSED` for a wrong login. */
export async function openRabbitMqLink(
  address: BrokerAddress,
  access: BrokerAccess,
): Promise<RabbitMqLink> {
  checkAccess(address, access);
  const amqp = await loadAmqp();
  return await KeptLink.open<RabbitMqSession>({
    name: address.name,
    connect: async () => await connect(address, access, amqp),
    closed: async ({ closed }) => await closed,
    close,
    faultOf,
  });
}

/** Tries each server once, beginning with any of them, so that not all clients are at the first. */
async function connect(
  address: BrokerAddress,
  access: BrokerAccess,
  amqp: AmqpPackage,
): Promise<Connected<RabbitMqSession>> {
  const { servers, name } = address;
  const first = Math.floor(Math.random() * servers.length);
  let fault = away(`${name} has no server`);
  for (const [index] of servers.entries()) {
    const host = servers[(first + index) % servers.length] ?? "";
    const { server, socket } = serverOptions(host, address, access, amqp);
    try {
      return { session: sessionOf(await amqp.connect(server, socket)) };
    } catch (error) {
      fault = faultOf(error, name);
    }
  }
  return { fault };
}

function sessionOf(client: RabbitMqClient): RabbitMqSession {
  const { version, cluster_name: cluster = "" } = client.connection.serverProperties;
  const { promise, resolve } = Promise.withResolvers<Error | null>();
  let reason: Error | null = null;
  const session: RabbitMqSession = { client, version, cluster, blockedBy: null, closed: promise };
  client.on("error", (error: Error) => (reason = error));
  client.on("close", (error?: Error) => resolve(reason ?? error ?? null));
  client.on("blocked", (why: string) => (session.blockedBy = why));
  client.on("unblocked", () => (session.blockedBy = null));
  return session;
}

/** Whatever the broker says to it: one that is frozen says nothing. */
async function close({ client, closed }: RabbitMqSession): Promise<void> {
  const timer = setTimeout(() => cutOff(client), CLOSE_TIMEOUT_MS);
  // One that is closed already cannot be closed.
  client.close().catch(() => {});
  await closed;
  clearTimeout(timer);
}

const CLOSE_TIMEOUT_MS = 1000;
