import type { Socket } from "node:net";
import { type buildConnector, Client, type Dispatcher, Pool } from "undici";
import type { Answer, TransportFault } from "../core/answer.ts";
import { commonHeaders } from "./common-headers.ts";
import { connectionFault } from "./connection-fault.ts";

/** A request that is ready to go. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A whole answer, and whether the body that it answers may be written over. */
export interface PostAnswer extends Answer {
  /**
   * Whether the system has taken every byte of the request. A service may answer before it has read
   * everything: what is left of the body is then still sent out of its buffer, after the answer.
   */
  readonly isBodyTaken: boolean;
}

/**
 * Kept-alive connections to one service. Sends once: it never retries, never follows a redirect,
 * and reports every failure as a value.
 *
 * This is the only file that knows undici.
 */
export class HttpConnections implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #commonHeaders: Readonly<Record<string, string>>;
  readonly #ownHeaders: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;

  /**
   * @param address where to post; a user name and password in it become basic authorisation.
   * @param connections connections at most.
   * @param timeoutMs deadline of one request, from its start to the last byte of its answer.
   * @param headers headers that the user adds to every request; they go before all others.
   */
  constructor(
    address: string,
    connections: number,
    timeoutMs: number,
    headers: Readonly<Record<string, string>> = {},
  ) {
    const url = new URL(address);
    this.#path = url.pathname + url.search;
    this.#ownHeaders = headers;
    this.#commonHeaders = commonHeaders(url);
    this.#timeoutMs = timeoutMs;
    this.#pool = new Pool(url.origin, {
      connections,
      pipelining: 1,
      allowH2: false,
      // The deadline covers all of these; undici's own would only report the same more coarsely.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: Math.min(timeoutMs, LONGEST_CONNECT_MS) },
      factory: (origin, options) => new Connection(origin, options as ConnectionOptions),
    });
  }

  /** Sends one request. Resolves once the whole answer was read, or once it is clear that none comes. */
  post(post: Post, signal: AbortSignal): Promise<PostAnswer | TransportFault> {
    return new Promise((resolve) => {
      const exchange = new Exchange(resolve, this.#timeoutMs, signal);
      const headers = { ...this.#commonHeaders, ...post.headers, ...this.#ownHeaders };
      this.#pool.dispatch({ method: "POST", path: this.#path, headers, body: post.body }, exchange);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }
}

/** One of the pool's connections, which tells each exchange that it carries who carries it. */
class Connection extends Client {
  /** Answers that it has brought since it was last opened. */
  answerCount = 0;
  #socket: Socket | null = null;

  constructor(origin: URL, options: ConnectionOptions) {
    const connect: buildConnector.connector = (address, done) =>
      options.connect(address, (...outcome) => {
        [, this.#socket] = outcome;
        this.answerCount = 0;
        done(...outcome);
      });
    super(origin, { ...options, connect });
  }

  override dispatch(options: Dispatcher.DispatchOptions, exchange: Exchange): boolean {
    exchange.connection = this;
    return super.dispatch(options, exchange);
  }

  /** Whether the system has taken all that was written; `writableLength` counts what libuv holds, too. */
  get isFlushed(): boolean {
    return this.#socket?.writableLength === 0;
  }
}

interface ConnectionOptions extends Client.Options {
  readonly connect: buildConnector.connector;
}

/** A host that does not answer within this time is away; so a probe notices its return soon. */
const LONGEST_CONNECT_MS = 5000;
const LARGEST_ANSWER_BYTES = 1024 * 1024;

/** One request and its answer, as undici tells it. */
class Exchange implements Dispatcher.DispatchHandler {
  /** The connection that carries it; `undefined` while none is free. */
  connection: Connection | undefined;
  readonly #resolve: (outcome: PostAnswer | TransportFault) => void;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #status = 0;
  #headers: Answer["headers"] = {};
  #chunks: Buffer[] = [];
  #byteLength = 0;

  constructor(
    resolve: (outcome: PostAnswer | TransportFault) => void,
    timeoutMs: number,
    signal: AbortSignal,
  ) {
    this.#resolve = resolve;
    this.#signal = signal;
    const reason = `no whole answer within ${timeoutMs} ms`;
    this.#timer = setTimeout(() => this.#giveUp({ fault: "late", reason }), timeoutMs);
    signal.addEventListener("abort", this.#onAbort);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isOver) controller.abort(new Error("given up"));
    else if (this.#signal.aborted) this.#onAbort();
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Answer["headers"],
  ): void {
    this.#status = status;
    this.#headers = headers;
    this.#chunks = [];
    this.#byteLength = 0;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#byteLength += chunk.length;
    if (this.#byteLength > LARGEST_ANSWER_BYTES) {
      this.#giveUp({ fault: "oversized", reason: "the answer is larger than 1 MiB" });
    } else {
      this.#chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    const body =
      this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    const isBodyTaken = this.connection?.isFlushed ?? false;
    if (this.connection !== undefined) this.connection.answerCount += 1;
    this.#end({ status: this.#status, headers: this.#headers, body, isBodyTaken });
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    const isUsedConnection = (this.connection?.answerCount ?? 0) > 0;
    this.#end(connectionFault(error, { status: this.#status, isUsedConnection }));
  }

  readonly #onAbort = (): void =>
    this.#giveUp({ fault: "aborted", reason: "broken off by the program" });

  #giveUp(fault: TransportFault): void {
    this.#end(fault);
    this.#controller?.abort(new Error(fault.reason));
  }

  #end(outcome: PostAnswer | TransportFault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#resolve(outcome);
  }
}
