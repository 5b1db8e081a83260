import type { TransportFault } from "../../core/answer.ts";
import { type AnswerCheck, answerCheck } from "./answer-check.ts";
import { commonHeaders } from "./common-headers.ts";
import { Connection, type ConnectionSettings } from "./connection.ts";
import { connector } from "./connector.ts";
import { Exchange, type PostAnswer } from "./exchange.ts";
import { IdleConnections } from "./idle-connections.ts";
import { DelayedAcks } from "../policy/delayed-acks.ts";
import { requestTarget } from "./proxy.ts";
import { DIRECT, type Transport } from "./transport.ts";
import { BROKEN_OFF, UnderWay } from "./under-way.ts";

/** A request that is ready to go. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Frames in it. @default 1 */
  readonly frameCount?: number;
}

/**
 * Kept-alive connections to one service. Sends once: it never retries, never follows a redirect,
 * and reports every failure as a value.
 */
export class HttpConnections implements AsyncDisposable {
  readonly #settings: ConnectionSettings;
  readonly #mostConnections: number;
  readonly #all: Connection[] = [];
  readonly #idle = new IdleConnections<Connection>();
  /** Exchanges that no connection is free for. */
  readonly #waiting: Exchange[] = [];
  #isClosed = false;
  readonly #path: string;
  readonly #commonHeaders: Readonly<Record<string, string>>;
  readonly #ownHeaders: Readonly<Record<string, string>>;
  readonly #underWay: UnderWay;
  readonly #check: AnswerCheck | null;

  /**
   * @param address where to post; a user name and password in it become basic authorisation.
   * @param connections connections at most.
   * @param timeoutMs deadline of one request, from its start to the last byte of its answer.
   * @param headers headers that the user adds to every request; they go before all others.
   * @param transport how connections are made. @default to the service itself
   */
  constructor(
    address: string,
    connections: number,
    timeoutMs: number,
    headers: Readonly<Record<string, string>> = {},
    transport: Transport = DIRECT,
  ) {
    const url = new URL(address);
    const proxy = transport.proxyFor(url);
    const isHttp = url.protocol === "http:";
    const forwarder = isHttp ? proxy : null;
    this.#check = answerCheck(url, forwarder);
    this.#path = requestTarget(url, forwarder);
    this.#ownHeaders = headers;
    this.#commonHeaders = { ...commonHeaders(url), ...forwarder?.headers };
    this.#underWay = new UnderWay(timeoutMs);
    this.#mostConnections = connections;
    this.#settings = {
      origin: url.origin,
      connect: connector(Math.min(timeoutMs, LONGEST_CONNECT_MS), transport, proxy),
      // With TLS, fresh connections would cost more than they save; a proxy acknowledges as it likes.
      delayedAcks: isHttp && proxy === null ? new DelayedAcks() : null,
      onFree: (connection) => this.#useAgain(connection),
    };
  }

  /** Sends one request. Resolves once the whole answer was read, or once it is clear that none comes. */
  post(post: Post, signal: AbortSignal): Promise<PostAnswer | TransportFault> {
    if (signal.aborted || this.#isClosed) return Promise.resolve(BROKEN_OFF);
    return new Promise((tell) => {
      const check = this.#check;
      const resolve = check === null ? tell : unlessReplaced(tell, check);
      const headers = { ...this.#commonHeaders, ...post.headers, ...this.#ownHeaders };
      const { body, frameCount = 1 } = post;
      const request = { method: "POST", path: this.#path, headers, body, frameCount } as const;
      const exchange = new Exchange(request, resolve, this.#underWay, signal);
      const connection = this.#idle.take(exchange.startedMs) ?? this.#open();
      if (connection === null) this.#waiting.push(exchange);
      else connection.carry(exchange);
    });
  }

  /** One more connection; `null` if there are as many as there may be. */
  #open(): Connection | null {
    if (this.#all.length >= this.#mostConnections) return null;
    const connection = new Connection(this.#settings);
    this.#all.push(connection);
    return connection;
  }

  #useAgain(connection: Connection): void {
    let next = this.#waiting.shift();
    while (next?.isOver === true) next = this.#waiting.shift();
    if (next === undefined) this.#idle.add(connection);
    else connection.carry(next);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#all.map((connection) => connection.destroy()));
    this.#underWay[Symbol.dispose]();
  }
}

type Tell = (outcome: PostAnswer | TransportFault) => void;

/** Tells an answer that is not the service's as what it is. */
function unlessReplaced(tell: Tell, check: AnswerCheck): Tell {
  return (outcome) => tell("fault" in outcome ? outcome : (check(outcome) ?? outcome));
}

/** A host that does not answer within this time is away; so a probe notices its return soon. */
const LONGEST_CONNECT_MS = 5000;
