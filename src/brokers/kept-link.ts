import { setTimeout as sleep } from "node:timers/promises";
import { FrameferryError } from "../core/errors.ts";
import { brokerError } from "./broker-error.ts";
import { away } from "./common-faults.ts";
import type { Sessions } from "./over-sessions.ts";
import type { BrokerFault } from "./publish-outcome.ts";

/** How connections of one kind are made and closed. */
export interface Connector<Session> {
  /** The broker for display, without secrets. */
  readonly name: string;
  /**
   * Makes a connection, by one try of each server.
   *
   * @throws FrameferryError `ERR_OPTION` for files that cannot be used.
   */
  readonly connect: () => Promise<Connected<Session>>;
  /** Resolves when a connection is over, with the error that ended it if there is one. */
  readonly closed: (session: Session) => Promise<Error | null>;
  /** Ends a connection, whatever the broker says to it. */
  readonly close: (session: Session) => Promise<void>;
  /** What an error of the client means. */
  readonly faultOf: (error: unknown, broker: string) => BrokerFault;
}

/** A connection, or why there is none. */
export type Connected<Session> = { readonly session: Session } | { readonly fault: BrokerFault };

/**
 * Keeps a connection, and makes it anew whenever it breaks. Ways of clients to do so are left off: what is published
 * meanwhile would be kept in memory, or what is asked would run into its timeout.
 */
export class KeptLink<Session> implements Sessions<Session>, AsyncDisposable {
  readonly name: string;
  readonly #connector: Connector<Session>;
  readonly #ended = new AbortController();
  #session: Session | null = null;
  #fault: BrokerFault;
  #upkeep: Promise<void> = Promise.resolve();

  private constructor(connector: Connector<Session>) {
    this.name = connector.name;
    this.#connector = connector;
    this.#fault = away(`${this.name} has not been reached yet`);
  }

  /** @throws FrameferryError `ERR_OPTION` for files that cannot be used, `ERR_BROKER_REFUSED` for a wrong login. */
  static async open<Session>(connector: Connector<Session>): Promise<KeptLink<Session>> {
    const link = new KeptLink(connector);
    await link.#connect();
    if (link.#session === null && link.#fault.kind === "refused") throw brokerError(link.#fault);
    link.#upkeep = link.#keepUp();
    return link;
  }

  /** One more connection: whatever keeps it from being made is its fault. */
  async another(): Promise<KeptLink<Session>> {
    const link = new KeptLink(this.#connector);
    await link.#reconnect();
    link.#upkeep = link.#keepUp();
    return link;
  }

  /** The connection; `null` while there is none. */
  get session(): Session | null {
    return this.#session;
  }

  /** Why there is no connection. */
  get fault(): BrokerFault {
    return this.#fault;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    if (this.#session !== null) await this.#connector.close(this.#session);
    await this.#upkeep;
  }

  async #keepUp(): Promise<void> {
    const { signal } = this.#ended;
    for (
      let pauseMs = MIN_PAUSE_MS;
      !signal.aborted;
      pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)
    ) {
      if (this.#session !== null) {
        await this.#untilClosed(this.#session);
        pauseMs = MIN_PAUSE_MS;
      }
      await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      if (!signal.aborted) await this.#reconnect();
    }
    if (this.#session !== null) await this.#connector.close(this.#session);
  }

  async #untilClosed(session: Session): Promise<void> {
    const error = await this.#connector.closed(session);
    this.#session = null;
    this.#fault =
      error === null
        ? away(`${this.name} has closed the connection`)
        : this.#connector.faultOf(error, this.name);
  }

  /** A file that cannot be read now may be written anew at this moment. */
  async #reconnect(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      if (!(error instanceof FrameferryError)) throw error;
      const { message: reason, remedy = "" } = error;
      this.#fault = { kind: "refused", reason, remedy };
    }
  }

  async #connect(): Promise<void> {
    const connected = await this.#connector.connect();
    if ("session" in connected) this.#session = connected.session;
    else this.#fault = connected.fault;
  }
}

const MIN_PAUSE_MS = 200;
const MAX_PAUSE_MS = 5000;
