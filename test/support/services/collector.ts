import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { sendAnswer, type Answer } from "./collector-answer.ts";
import { isMultipart, parseMultipart, type ReceivedPart } from "./collector-multipart.ts";
import { listenOn } from "../../../scripts/bench/service/free-port.ts";

export type { Answer } from "./collector-answer.ts";
export type { ReceivedPart } from "./collector-multipart.ts";

/** A request whose body arrived whole. */
export interface ReceivedRequest {
  /** 0 for the first request that began, 1 for the next, and so on. */
  readonly number: number;
  readonly method: string;
  /** Path and query, as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Empty when the body is not multipart. */
  readonly parts: readonly ReceivedPart[];
  /** When its head arrived, on the clock of `performance.now()`, in milliseconds. */
  readonly arrivedAtMs: number;
  /** What was wrong with the multipart framing; such a request is answered with 400. */
  readonly malformed: string | undefined;
}

export interface CollectorOptions {
  /** Called when a request has arrived whole; `number` counts from 0. @default 200 {"ok":true} */
  readonly answer?: (request: ReceivedRequest, number: number) => Answer | Promise<Answer>;
}

/** A service in this process that keeps what it receives; disposing of it closes every connection. */
export interface Collector extends AsyncDisposable {
  /** Without a path and a slash at the end: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** In the order in which their bodies were complete. */
  readonly requests: readonly ReceivedRequest[];
  /** Requests that began, whole or not. */
  readonly requestCount: number;
  /** Requests whose client went away before their body was whole. */
  readonly brokenCount: number;
  /** Requests that began and whose answer has neither ended nor been given up. */
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** TCP connections accepted so far. */
  readonly connectionCount: number;
}

/** Starts an HTTP service on a free loopback port. */
export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const collector = new NodeCollector(options.answer ?? (() => ({})));
  await collector.listen();
  return collector;
}

class NodeCollector implements Collector {
  readonly requests: ReceivedRequest[] = [];
  requestCount = 0;
  brokenCount = 0;
  inFlight = 0;
  maxInFlight = 0;
  connectionCount = 0;
  readonly #closing = new AbortController();
  readonly #server: Server;
  readonly #answer: NonNullable<CollectorOptions["answer"]>;

  constructor(answer: NonNullable<CollectorOptions["answer"]>) {
    this.#answer = answer;
    this.#server = createServer((request, response) => void this.#handle(request, response));
    this.#server.on("connection", () => this.connectionCount++);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async listen(): Promise<void> {
    await listenOn(this.#server, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#closing.abort();
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const number = this.requestCount++;
    const arrivedAtMs = performance.now();
    this.maxInFlight = Math.max(this.maxInFlight, ++this.inFlight);
    response.once("close", () => this.inFlight--);
    const body = await buffer(message).catch(() => undefined);
    if (body === undefined) {
      this.brokenCount++;
      return;
    }
    const request = receivedRequest(message, body, { number, arrivedAtMs });
    this.requests.push(request);
    await sendAnswer(response, await this.#answerTo(request), this.#closing.signal);
  }

  async #answerTo(request: ReceivedRequest): Promise<Answer> {
    if (request.malformed !== undefined) return { status: 400, body: request.malformed };
    try {
      return await this.#answer(request, request.number);
    } catch (error) {
      // A mistake in a test's script shows in the answer instead of a request that hangs.
      return { status: 599, body: `The test's answer function threw: ${String(error)}` };
    }
  }
}

function receivedRequest(
  message: IncomingMessage,
  body: Buffer,
  arrival: Pick<ReceivedRequest, "number" | "arrivedAtMs">,
): ReceivedRequest {
  const { method = "", url: path = "", headers } = message;
  const base = { ...arrival, method, path, headers, body };
  const contentType = headers["content-type"];
  if (contentType === undefined || !isMultipart(contentType))
    return { ...base, parts: [], malformed: undefined };
  try {
    return { ...base, parts: parseMultipart(body, contentType), malformed: undefined };
  } catch (error) {
    return { ...base, parts: [], malformed: String(error) };
  }
}
