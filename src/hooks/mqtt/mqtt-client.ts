import type { EventEmitter } from "node:events";
import type { SecureContext } from "node:tls";
import type { IClientOptions, MqttClient } from "mqtt";
import { FrameferryError } from "../../core/errors.ts";
import { type BrokerAccess, brokerPlace, isWithTls } from "./broker-place.ts";
import {
  type BrokerAttempt,
  brokerTrouble,
  isUnknownAuthority,
  silentTrouble,
} from "./broker-trouble.ts";

/** A connection to an MQTT broker, which is made anew whenever it is lost. */
export interface MqttLink {
  readonly isConnected: boolean;
  /**
   * Sends a message at least once. It never waits, and never throws.
   *
   * @returns false if it is lost, for want of a connection, or because too many others are unsent.
   */
  publish(topic: string, text: string, retain: boolean): boolean;
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

/** Certificates to trust at a broker, and to show to it. */
export interface BrokerCredentials {
  /** As their files say now. */
  readonly context: SecureContext;
  /** Trusts the authorities of the system, too. @returns false if they were trusted already. */
  trustSystem(): boolean;
}

/** A broker, and how to get there. */
export interface Broker extends BrokerAccess {
  /** Name of this client at the broker; a second one of the same name takes the place of the first. */
  readonly clientId: string;
  /** Reads the files of certificates. @throws FrameferryError for files that cannot be used. */
  readonly openCredentials: () => BrokerCredentials;
}

/** Opens a link. This is the only file that names the package, which is loaded here. */
export async function openMqtt(
  broker: Broker,
  will: LastWill,
  listener: MqttListener,
): Promise<MqttLink> {
  const { connect } = await import("mqtt");
  const own = { clientId: broker.clientId, will: willOf(will), manualConnect: true };
  const client = connect({ ...SETTINGS, ...brokerPlace(broker), ...own });
  const beginning = new Beginning(client, broker, listener);
  let unsent = 0;
  return {
    get isConnected() {
      return client.connected;
    },
    publish: (topic, text, retain) => {
      if (!client.connected || unsent >= MAX_UNSENT) return false;
      unsent += 1;
      client.publish(topic, text, { qos: 1, retain }, () => (unsent -= 1));
      return true;
    },
    close: async () => {
      beginning[Symbol.dispose]();
      const isForced = !client.connected;
      const ended = client.endAsync(isForced);
      const timer = setTimeout(() => client.end(true), MAX_CLOSE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

const RECONNECT_MS = 5000;

const SETTINGS: IClientOptions = {
  ...{ reconnectPeriod: RECONNECT_MS, connectTimeout: 10_000, keepalive: 30 },
  queueQoSZero: false,
  // A wrong password may be put right there.
  reconnectOnConnackError: true,
};

/** Messages that the broker has not acknowledged; what is current is sent again later. */
const MAX_UNSENT = 1000;
const MAX_CLOSE_MS = 2000;

/** Begins each connection of a client, with the certificates of that moment. */
class Beginning implements Disposable {
  readonly #client: MqttClient;
  readonly #isWithTls: boolean;
  readonly #openCredentials: Broker["openCredentials"];
  readonly #listener: MqttListener;
  #credentials: BrokerCredentials | null = null;
  #timer: NodeJS.Timeout | undefined;
  #wasConnected = false;
  /** True while an attempt with more authorities is to come. */
  #isSecondTry = false;

  constructor(client: MqttClient, { mqtt, openCredentials }: Broker, listener: MqttListener) {
    this.#client = client;
    this.#isWithTls = isWithTls(mqtt);
    this.#openCredentials = openCredentials;
    this.#listener = listener;
    client.on("connect", () => {
      this.#wasConnected = true;
      listener.onConnect();
    });
    client.on("reconnect", () => {
      this.#isSecondTry = false;
      this.#secure();
      // The stream of this attempt is made in a moment.
      process.nextTick(() => this.#listen());
    });
    client.on("error", (error: Error) => this.#fail(error));
    client.on("offline", () => this.#noteSilence());
    this.#begin();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  get #attempt(): BrokerAttempt {
    return { isWithTls: this.#isWithTls, wasConnected: this.#wasConnected };
  }

  /** Files that cannot be used may be put right while the site runs. */
  #begin(): void {
    try {
      if (this.#isWithTls) this.#credentials = this.#openCredentials();
    } catch (error) {
      if (!(error instanceof FrameferryError)) throw error;
      const { message, remedy = "" } = error;
      this.#listener.onTrouble(remedy === "" ? message : `${message}; ${remedy}`);
      this.#timer = setTimeout(() => this.#begin(), RECONNECT_MS);
      return;
    }
    this.#secure();
    this.#client.connect();
    this.#listen();
  }

  #secure(): void {
    if (this.#credentials === null) return;
    const secureContext = this.#credentials.context;
    Object.assign(this.#client.options, { secureContext, wsOptions: { secureContext } });
  }

  /** The client keeps errors without a code to itself. */
  #listen(): void {
    const stream = this.#client.stream as EventEmitter;
    stream.on("error", (error: Error) => this.#fail(error));
  }

  #fail(error: Error): void {
    // To read the authorities of the system takes half a second.
    if (isUnknownAuthority(error) && this.#credentials?.trustSystem() === true)
      this.#isSecondTry = true;
    if (!this.#isSecondTry) this.#listener.onTrouble(brokerTrouble(error, this.#attempt));
  }

  #noteSilence(): void {
    if (this.#isSecondTry) this.#timer = setTimeout(() => this.#client.reconnect());
    else this.#listener.onTrouble(silentTrouble(this.#attempt));
    this.#wasConnected = false;
  }
}

function willOf({ topic, text }: LastWill): NonNullable<IClientOptions["will"]> {
  return { topic, payload: Buffer.from(text), qos: 1, retain: true };
}
