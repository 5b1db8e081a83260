import type { Answer, TransportFault } from "../../core/service/answer.ts";
import { connectionFault } from "./connection-fault.ts";
import { MEBIBYTE, oversized, undoCodings } from "./content-coding.ts";
import { isSentToTls } from "./examine-port.ts";
import { misdirected, SPEAKS_TLS } from "./not-http.ts";
import type { InFlightRequests, InFlightRequest } from "./in-flight-requests.ts";

/** A whole answer, and whether the body that it answers may be written over. */
export interface PostAnswer extends Answer {
  /**
   * True if the system has taken every byte of the request. A service may answer before it has read
   * everything: what is left of the body is then still sent out of its buffer, after the answer.
   */
  readonly isBodyTaken: boolean;
  /** Time for which the request had to wait for its quota, in milliseconds. @default 0 */
  readonly heldMs?: number;
}

/** A request as it goes out. */
export interface Request {
  readonly method: "POST";
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Frames in it. */
  readonly frameCount: number;
}

/** What an exchange asks of its connection; an interface so that neither file imports the other in a circle. */
interface ExchangeConnection {
  /** Answers since it was last opened. */
  readonly answerCount: number;
  /** True if the system has taken all that was written. */
  readonly isFlushed: boolean;
  /** True if it has no TLS. */
  readonly isPlain: boolean;
  /** Counts an answer. @param headToEndMs from its head to its last byte, in milliseconds. */
  noteAnswer(headToEndMs: number): void;
  /** True if an exchange may be sent once more, at once; it then counts as another request. */
  mayResend(exchange: Exchange): boolean;
  /** Sends an exchange once more, on a new socket if the last one broke. */
  send(exchange: Exchange): void;
  /** Looks for the cause of a fault. */
  explain(fault: TransportFault): TransportFault | Promise<TransportFault>;
  /** Ends its work for the exchange. */
  release(): void;
}

/** Breaks an exchange off, and its connection. */
interface Controller {
  abort(reason: Error): void;
}

/** Outcome of an exchange. */
export type Outcome = PostAnswer | TransportFault;
export type Resolve = (outcome: Outcome | Promise<Outcome>) => void;

/** One request and its answer; the connection reports each step. */
export class Exchange implements InFlightRequest {
  readonly request: Request;
  readonly signal: AbortSignal;
  readonly startedMs: number = performance.now();
  /** Its connection; `undefined` while none is free. */
  connection: ExchangeConnection | undefined;
  /** True if it has its outcome. */
  isOver = false;
  readonly #resolve: Resolve;
  readonly #inFlight: InFlightRequests;
  readonly #place: number;
  #controller: Controller | undefined;
  #isResent = false;
  #headAtMs = 0;
  #status = 0;
  #headers: Answer["headers"] = {};
  #chunks: Buffer[] = [];
  #byteLength = 0;

  constructor(request: Request, resolve: Resolve, inFlight: InFlightRequests, signal: AbortSignal) {
    this.request = request;
    this.signal = signal;
    this.#resolve = resolve;
    this.#inFlight = inFlight;
    this.#place = inFlight.add(this);
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    if (this.isOver) controller.abort(new Error("given up"));
  }

  onResponseStart(_: Controller, status: number, headers: Answer["headers"]): void {
    this.#headAtMs = performance.now();
    this.#status = status;
    this.#headers = headers;
    this.#chunks = [];
    this.#byteLength = 0;
  }

  onResponseData(_: Controller, chunk: Buffer): void {
    this.#byteLength += chunk.length;
    if (this.#byteLength > this.#maxBytes) this.fail(oversized(this.#status, this.#maxBytes));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const body =
      this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
    if (this.#isSentToTls(body)) this.#end(misdirected(SPEAKS_TLS));
    else this.#endWith(body);
    this.connection?.release();
  }

  #endWith(body: Buffer): void {
    const isBodyTaken = this.connection?.isFlushed ?? false;
    this.connection?.noteAnswer(performance.now() - this.#headAtMs);
    const answer = { status: this.#status, headers: this.#headers, body, isBodyTaken };
    const isCoded = "content-encoding" in this.#headers;
    this.#end(isCoded ? undoCodings(answer, this.#maxBytes) : answer);
  }

  #isSentToTls(body: Buffer): boolean {
    return this.#status === 400 && this.connection?.isPlain === true && isSentToTls(body);
  }

  /**
   * A connection that breaks without an answer after it has brought one may have been closed by the
   * service before the request came (RFC 9112, 9.3.1): the same connection sends it once more on a new
   * socket, which no other request can take before, and only what becomes of that counts. So it does with
   * one that was not sent yet when bytes came that belong to no answer.
   */
  onResponseError(_: Controller | undefined, error: Error): void {
    const { connection } = this;
    const fault = connectionFault(error, this.#status);
    const wasUsed = (connection?.answerCount ?? 0) > 0;
    const isUnsent = this.#controller === undefined && fault.isAnswered === true;
    const mayBeStale = (fault.fault === "reset" || isUnsent) && wasUsed && !this.#isResent;
    // What was not sent has not been counted for nothing.
    const isStale = mayBeStale && (isUnsent || connection?.mayResend(this) === true);
    if (isStale) this.#isResent = true;
    else this.#end(connection?.explain(fault) ?? fault);
    // undici reports a failure before it has cleared up behind it, and takes no request in between.
    queueMicrotask(() => (this.isOver ? connection?.release() : connection?.send(this)));
  }

  fail(fault: TransportFault): void {
    this.#end(fault);
    this.#controller?.abort(new Error(fault.reason));
  }

  /** Most bytes of the answer, on the wire and decoded. */
  get #maxBytes(): number {
    return this.request.frameCount * MEBIBYTE;
  }

  #end(outcome: Outcome | Promise<Outcome>): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#inFlight.free(this.#place);
    this.#resolve(outcome);
  }
}
