import type { BrokerAccess } from "../broker.ts";
import type { BrokerAddress } from "../broker-address.ts";
import { type Connected, KeptLink } from "../kept-link.ts";
import { connectFault, faultOf } from "./nats-faults.ts";
import { connectionOptions } from "./nats-login.ts";
import {
  type JetStreamClient,
  type JetStreamManager,
  loadNats,
  type NatsClient,
  type NatsPackages,
} from "./nats-packages.ts";

/** One connection with what is done through it. */
export interface NatsSession {
  readonly client: NatsClient;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly packages: NatsPackages;
  /** Subjects to which this login may not publish, as far as it was tried. */
  readonly denied: Set<string>;
}

/** The connection to a NATS server or cluster. */
export type NatsLink = KeptLink<NatsSession>;

/** @throws FrameferryError `ERR_OPTION` for files that cannot be used, `ERR_BROKER_REFUSED` for a wrong login. */
export async function openNatsLink(
  address: BrokerAddress,
  access: BrokerAccess,
): Promise<NatsLink> {
  const packages = await loadNats();
  /** Servers of the cluster that the broker has named. */
  let others: readonly string[] = [];
  return await KeptLink.open<NatsSession>({
    name: address.name,
    connect: async () => {
      const servers = [...new Set([...address.servers, ...others])];
      const connected = await connect({ ...address, servers }, access, packages);
      if ("session" in connected) others = connected.session.client.info?.connect_urls ?? [];
      return connected;
    },
    closed: async ({ client }) => {
      const error = await client.closed();
      return error instanceof Error ? error : null;
    },
    close: async ({ client }) => await client.close(),
    faultOf,
  });
}

async function connect(
  address: BrokerAddress,
  access: BrokerAccess,
  packages: NatsPackages,
): Promise<Connected<NatsSession>> {
  const { transport, jetStream } = packages;
  const options = await connectionOptions(address, access, transport);
  try {
    const client = await transport.connect({ ...options, servers: [...address.servers] });
    const timeout = API_TIMEOUT_MS;
    const jsm = await jetStream.jetstreamManager(client, { checkAPI: false, timeout });
    const js = jetStream.jetstream(client, { timeout });
    const session: NatsSession = { client, jsm, js, packages, denied: new Set() };
    void noteDenials(session);
    return { session };
  } catch (error) {
    return { fault: connectFault(error, address.name, options.tls !== undefined) };
  }
}

/** Longest wait for an answer. */
const API_TIMEOUT_MS = 5000;

/** A publish that is not allowed has no answer: the server only tells the connection. */
async function noteDenials({ client, denied }: NatsSession): Promise<void> {
  for await (const status of client.status()) {
    if (status.type !== "error" || status.error.name !== "PermissionViolationError") continue;
    const { operation, subject } = status.error as PermissionViolation;
    if (operation === "publish") denied.add(subject);
  }
}

interface PermissionViolation extends Error {
  readonly operation: "publish" | "subscription";
  readonly subject: string;
}
