/** Schemes of the addresses of message brokers, as their engines in `src/brokers` name them. */
export const BROKER_SCHEMES: readonly string[] = ["nats", "tls", "amqp", "amqps"];

/** True if an address is that of a message broker, by its scheme. */
export function isBrokerAddress(address: string): boolean {
  return BROKER.test(address);
}

/** The address of a broker for display: without user name and password. */
export function brokerName(address: string): string {
  return address.trim().replace(LOGIN, "$1");
}

/** User name and password in the address of a broker, as they are typed; `null` without any. */
export function brokerLogin(address: string): string | null {
  return LOGIN.exec(address.trim())?.[2] ?? null;
}

const BROKER = new RegExp(String.raw`^\s*(?:${BROKER_SCHEMES.join("|")})://`, "iu");
/** A password may hold any character: the last `@` ends it. */
const LOGIN = /^([a-z][a-z\d+.-]*:\/\/)([^]*)@/iu;
