import { randomUUID } from "node:crypto";
import { percentDecoded } from "../../core/service/percent-decoding.ts";
import type { IClientOptions } from "mqtt";

/** A connection to an MQTT broker, which is made anew whenever it is lost. */
export interface MqttLink {
  readonly isConnected: boolean;
  /** Sends a message at least once; it is lost if there is no connection. It never waits, and never throws. */
  publish(topic: string, text: string, retain: boolean): void;
  /** Waits a moment for what was sent, then says goodbye. */
  close(): Promise<void>;
}

/** Whom a link tells how it goes. */
export interface MqttListener {
  /** There is a connection, for the first time or again. */
  readonly onConnect: () => void;
  /** There is none. @param reason in a few words. */
  readonly onTrouble: (reason: string) => void;
}

/** What is said of whom the broker does not hear any more. */
export interface LastWill {
  readonly topic: string;
  readonly text: string;
}

/** Opens a link. This is the only file that names the package, which is loaded here. */
export async function openMqtt(
  address: string,
  will: LastWill,
  { onConnect, onTrouble }: MqttListener,
): Promise<MqttLink> {
  const { connect } = await import("mqtt");
  const client = connect({ ...SETTINGS, ...placeOf(address), will: willOf(will) });
  let unsent = 0;
  client.on("connect", onConnect);
  client.on("error", (error: Error) => onTrouble(reasonOf(error)));
  client.on("offline", () => onTrouble("it cannot be reached"));
  return {
    get isConnected() {
      return client.connected;
    },
    publish: (topic, text, retain) => {
      if (!client.connected || unsent >= MAX_UNSENT) return;
      unsent += 1;
      client.publish(topic, text, { qos: 1, retain }, () => (unsent -= 1));
    },
    close: async () => {
      const isForced = !client.connected;
      const ended = client.endAsync(isForced);
      const timer = setTimeout(() => client.end(true), MAX_CLOSE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

const SETTINGS: IClientOptions = {
  ...{ reconnectPeriod: 5000, connectTimeout: 10_000, keepalive: 30, queueQoSZero: false },
  // A wrong password may be put right there.
  reconnectOnConnackError: true,
};

/** Messages that the broker has not acknowledged; what is current is sent again later. */
const MAX_UNSENT = 1000;
const MAX_CLOSE_MS = 2000;

/** Parts of an address; the package would read it with what Node warns of. */
function placeOf(address: string): IClientOptions {
  const { protocol, hostname, port, username, password } = new URL(address);
  const isSecure = protocol === "mqtts:";
  return {
    protocol: isSecure ? "mqtts" : "mqtt",
    host: hostname.replace(/^\[(.*)\]$/u, "$1"),
    port: port === "" ? (isSecure ? 8883 : 1883) : Number(port),
    clientId: `frameferry-${randomUUID()}`,
    ...(username !== "" && { username: percentDecoded(username) }),
    ...(password !== "" && { password: percentDecoded(password) }),
  };
}

function willOf({ topic, text }: LastWill): NonNullable<IClientOptions["will"]> {
  return { topic, payload: Buffer.from(text), qos: 1, retain: true };
}

function reasonOf(error: Error): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return typeof code === "string" && code !== "" ? code : message || "it cannot be reached";
}
