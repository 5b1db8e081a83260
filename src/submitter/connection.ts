import type { Socket } from "node:net";
import { buildConnector, Client } from "undici";
import type { Carrier, Exchange } from "./exchange.ts";

/** Opens sockets. */
export type Connector = buildConnector.connector;

/** @param timeoutMs deadline of opening a socket. */
export function connector(timeoutMs: number): Connector {
  return buildConnector({ timeout: timeoutMs, allowH2: false });
}

/**
 * A kept-alive connection, which carries one exchange at a time.
 *
 * This is the only file that knows undici. Its pool is not used: handing each connection its next
 * request as soon as it is free takes 4 % less CPU per frame than queuing all of them there.
 */
export class Connection extends Client implements Carrier {
  answerCount = 0;
  readonly #onFree: (connection: Connection) => void;
  #socket: Socket | null = null;

  constructor(origin: string, connect: Connector, onFree: (connection: Connection) => void) {
    super(origin, {
      pipelining: 1,
      allowH2: false,
      // The deadline covers all of these; undici's own would only report the same more coarsely.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (address, done) =>
        connect(address, (...outcome) => {
          [, this.#socket] = outcome;
          this.answerCount = 0;
          done(...outcome);
        }),
    });
    this.#onFree = onFree;
  }

  carry(exchange: Exchange): void {
    exchange.connection = this;
    this.dispatch(exchange.request, exchange);
  }

  release(): void {
    this.#onFree(this);
  }

  /** `writableLength` counts what libuv holds, too. */
  get isFlushed(): boolean {
    return this.#socket?.writableLength === 0;
  }
}
