import { type Dispatcher, Pool } from "undici";
import type { Answer, TransportFault } from "../core/answer.ts";
import { commonHeaders } from "./common-headers.ts";
import { connectionFault } from "./connection-fault.ts";

/** A request that is ready to go. */
export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
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
      connect: { timeout: timeoutMs },
    });
  }

  /** Sends one request. Resolves once the whole answer was read, or once it is clear that none comes. */
  post(post: Post, signal: AbortSignal): Promise<Answer | TransportFault> {
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

const LARGEST_ANSWER_BYTES = 1024 * 1024;

/** One request and its answer, as undici tells it. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #resolve: (outcome: Answer | TransportFault) => void;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #status = 0;
  #headers: Answer["headers"] = {};
  #chunks: Buffer[] = [];
  #byteLength = 0;

  constructor(
    resolve: (outcome: Answer | TransportFault) => void,
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
    this.#end({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#end(connectionFault(error, this.#status));
  }

  readonly #onAbort = (): void =>
    this.#giveUp({ fault: "aborted", reason: "broken off by the program" });

  #giveUp(fault: TransportFault): void {
    this.#end(fault);
    this.#controller?.abort(new Error(fault.reason));
  }

  #end(outcome: Answer | TransportFault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#resolve(outcome);
  }
}
