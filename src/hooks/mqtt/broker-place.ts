import { percentDecoded } from "../../core/service/percent-decoding.ts";
import type { MqttOptions } from "../../options/mqtt-options.ts";

/** Parts of the address of a broker, as the client takes them. */
export interface BrokerPlace {
  readonly protocol: Protocol;
  readonly host: string;
  readonly port: number;
  /** Of WebSockets only. */
  readonly path?: string;
  readonly username?: string;
  readonly password?: string;
}

type Protocol = keyof typeof PORTS;

/** Ports that are registered at IANA, and those of HTTP. */
const PORTS = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;

/** Address and login of a broker; what the options say goes before the address. */
export type BrokerAccess = Pick<MqttOptions, "mqttUser" | "mqttPassword"> & {
  readonly mqtt: string;
};

/** The client would read an address with what Node warns of. */
export function brokerPlace({ mqtt, mqttUser, mqttPassword }: BrokerAccess): BrokerPlace {
  const { protocol, hostname, port, username, password, pathname, search } = new URL(mqtt);
  const scheme = protocol.slice(0, -1) as Protocol;
  const isWebSocket = scheme === "ws" || scheme === "wss";
  const user = mqttUser ?? percentDecoded(username);
  const word = mqttPassword ?? percentDecoded(password);
  return {
    protocol: scheme,
    // Of a WebSocket an address is made of it again.
    host: isWebSocket ? hostname : hostname.replace(/^\[(.*)\]$/u, "$1"),
    port: port === "" ? PORTS[scheme] : Number(port),
    ...(isWebSocket && { path: pathname + search }),
    ...(user !== "" && { username: user }),
    ...(word !== "" && { password: word }),
  };
}

/** True if a broker is reached with TLS. */
export function isWithTls(address: string): boolean {
  return /^(?:mqtts|wss):/iu.test(address);
}

/** Address of a broker without its login. */
export function shownBroker(address: string): string {
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${/^wss?:$/u.test(protocol) ? pathname : ""}`;
}
