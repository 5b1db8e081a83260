import type { BrokerAccess, BrokerConnection, BrokerEngine } from "../../../src/brokers/broker.ts";
import { readBrokerAddress } from "../../../src/brokers/broker-address.ts";
import { NATS } from "../../../src/brokers/nats/nats-engine.ts";
import type { QueuePlan } from "../../../src/brokers/queue-plan.ts";
import { RABBITMQ } from "../../../src/brokers/rabbitmq/rabbitmq-engine.ts";

const NO_LOGIN: BrokerAccess = {
  user: null,
  password: null,
  credentialsFile: null,
  nkeyFile: null,
  caFile: null,
  cert: null,
  key: null,
};

/** Queues that fit into the store of a test. */
export const SMALL_PLAN: QueuePlan = {
  replicas: null,
  maxSizeBytes: 20_000_000,
  maxAgeMs: null,
  whenFull: "block",
  partitions: [],
};

export async function openNats(
  url: string,
  access: Partial<BrokerAccess> = {},
): Promise<BrokerConnection> {
  return await open(NATS, url, access);
}

export async function openRabbitMq(
  url: string,
  access: Partial<BrokerAccess> = {},
): Promise<BrokerConnection> {
  return await open(RABBITMQ, url, access);
}

async function open(
  engine: BrokerEngine,
  url: string,
  access: Partial<BrokerAccess>,
): Promise<BrokerConnection> {
  const address = readBrokerAddress(url, engine);
  const { user, password } = address;
  return await engine.open(address, { ...NO_LOGIN, user, password, ...access });
}

/** A connection to NATS whose queues are made. */
export async function openReadyNats(
  url: string,
  plan: Partial<QueuePlan> = {},
): Promise<BrokerConnection> {
  return await madeReady(await openNats(url), plan);
}

/** Makes the queues of a broker, and closes it where that fails. @throws if anything of them is not as needed. */
export async function madeReady(
  broker: BrokerConnection,
  plan: Partial<QueuePlan> = {},
): Promise<BrokerConnection> {
  await using opened = new AsyncDisposableStack();
  opened.use(broker);
  const report = await broker.setUp({ ...SMALL_PLAN, ...plan });
  if ("kind" in report) throw new Error(report.reason);
  const flawed = report.parts.find(({ state }) => state !== "made" && state !== "asNeeded");
  if (flawed !== undefined) throw new Error(`${flawed.name} ${flawed.state}: ${flawed.detail}`);
  opened.move();
  return broker;
}
