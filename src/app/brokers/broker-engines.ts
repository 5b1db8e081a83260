import type { BrokerEngine } from "../../brokers/broker.ts";
import { schemeOf } from "../../brokers/broker-address.ts";
import { NATS } from "../../brokers/nats/nats-engine.ts";
import { RABBITMQ } from "../../brokers/rabbitmq/rabbitmq-engine.ts";

/** The kinds of brokers, a line each. */
export const BROKER_ENGINES: readonly BrokerEngine[] = [NATS, RABBITMQ];

/** Kind of the broker of an address; `undefined` for any other text. */
export function engineFor(address: string): BrokerEngine | undefined {
  const scheme = schemeOf(address);
  return BROKER_ENGINES.find(({ schemes }) => scheme !== null && Object.hasOwn(schemes, scheme));
}
