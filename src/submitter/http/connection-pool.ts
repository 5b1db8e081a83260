import type { TransportFault } from "../../core/service/answer.ts";
import { socketPath } from "../../core/service/unix-address.ts";
import type { Credentials } from "../../core/service/credentials.ts";
import { JoinedSignal } from "../../core/concurrency/joined-signal.ts";
import { type AnswerCheck, answerCheck } from "./answer-check.ts";
import { commonHeaders } from "./common-headers.ts";
import { Connection, type ConnectionSettings } from "./connection.ts";
import { connector } from "./connector.ts";
import { httpOrigin } from "./http-origin.ts";
import { Exchange, type Outcome, type PostAnswer, type Resolve } from "./exchange.ts";
import { FirstContact } from "./first-contact.ts";
import { IdleConnections } from "./idle-connections.ts";
import { DelayedAcks } from "./delayed-acks.ts";
import { requestTarget } from "./proxy.ts";
import { DIRECT, type Transport } from "./transport.ts";
import { BROKEN_OFF, InFlightRequests } from "./in-flight-requests.ts";
import { byteLengthOf } from "./request-size.ts";
import type { RequestGate } from "../request-gate.ts";
import type { RequestQuota } from "../request-quota.ts";
import type { SendContext } from "../send-result.ts";
import { withRenewal } from "./with-renewal.ts";

/** A request that is ready to go. */
export interface PostRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Frames in it. @default 1 */
  readonly frameCount?: number;
}

/**
 * Kept-alive connections to one service. Sends once: it never retries, never follows a redirect,
 * and reports every failure as a value.
 */
export class ConnectionPool implements AsyncDisposable {
  readonly #settings: ConnectionSettings;
  readonly #maxConnections: number;
  readonly #all: Connection[] = [];
  readonly #idle = new IdleConnections<Connection>();
  /** Exchanges that wait for a free connection. */
  readonly #waiting: Exchange[] = [];
  #isClosed = false;
  readonly #path: string;
  readonly #commonHeaders: Readonly<Record<string, string>>;
  readonly #ownHeaders: Readonly<Record<string, string>>;
  readonly #credentials: Credentials | null;
  readonly #inFlight: InFlightRequests;
  readonly #check: AnswerCheck | null;
  readonly #quota: RequestQuota | null;
  readonly #gate: RequestGate | null;

  /**
   * @param address where to post; a user name and password in it become basic authorisation.
   * @param connections connections at most.
   * @param timeoutMs deadline of one request, from its start to the last byte of its answer.
   * @param headers headers that the user adds to every request; they go before all others.
   * @param transport how connections are made. @default to the service itself
   * @param credentials further headers of that kind, which are read again after a 401; they go before these.
   */
  constructor(
    address: string,
    connections: number,
    timeoutMs: number,
    headers: Readonly<Record<string, string>> = {},
    transport: Transport = DIRECT,
    credentials: Credentials | null = null,
  ) {
    const url = new URL(address);
    const proxy = transport.proxyFor(url);
    const isPlain = url.protocol !== "https:";
    const isTcp = socketPath(url) === null;
    const forwarder = isPlain ? proxy : null;
    this.#check = answerCheck(url, forwarder);
    this.#path = requestTarget(url, forwarder);
    this.#ownHeaders = headers;
    this.#credentials = credentials;
    this.#commonHeaders = { ...commonHeaders(url), ...forwarder?.headers };
    this.#inFlight = new InFlightRequests(timeoutMs);
    this.#maxConnections = connections;
    this.#quota = transport.quotaFor?.(url) ?? null;
    this.#gate = transport.gateFor?.(url) ?? null;
    this.#settings = {
      origin: httpOrigin(url),
      isPlain,
      connect: connector(url, Math.min(timeoutMs, MAX_CONNECT_MS), transport),
      // With TLS, fresh connections would cost more than they save; a proxy acknowledges as it likes, and a socket not at all.
      delayedAcks: isPlain && isTcp && proxy === null ? new DelayedAcks() : null,
      firstContact: new FirstContact(url, SILENCES_UNTIL_EXAMINED, proxy === null, this.#quota),
      quota: this.#quota,
      onFree: (connection) => this.#useAgain(connection),
    };
  }

  /**
   * Sends one request. Resolves once the whole answer was read, or once it is clear that none comes.
   *
   * @param wait how the request waits for its gate and its quota. @default to its end
   */
  post(
    post: PostRequest,
    signal: AbortSignal,
    wait: QuotaWait = {},
  ): Promise<PostAnswer | TransportFault> {
    const credentials = this.#credentials;
    const once = this.#quota === null ? this.#postOnce : this.#withQuota(this.#quota, wait);
    const send = this.#gate === null ? once : this.#behind(this.#gate, once, wait);
    if (credentials === null) return send(post, this.#ownHeaders, signal);
    return this.#postWith(credentials, send, post, signal);
  }

  /** Posts once the gate lets it through, which is before it asks for its quota: so no quota is spent on those that wait. */
  #behind(gate: RequestGate, postOnce: PostOnce, { drain }: QuotaWait): PostOnce {
    return async (post, headers, signal) => {
      const sinceMs = performance.now();
      if (!gate.tryEnter()) {
        using waiting = new JoinedSignal(signal, ...(drain === undefined ? [] : [drain]));
        if (!(await gate.enter(waiting.signal))) return BROKEN_OFF;
      }
      const waitedMs = performance.now() - sinceMs;
      try {
        const outcome: HeldOutcome = await postOnce(post, headers, signal);
        return { ...outcome, heldMs: (outcome.heldMs ?? 0) + waitedMs };
      } finally {
        gate.leave();
      }
    };
  }

  /** Posts once the quota allows it. */
  #withQuota(quota: RequestQuota, { drain, hasOthers = false }: QuotaWait): PostOnce {
    return async (post, headers, signal) => {
      if (signal.aborted || this.#isClosed) return BROKEN_OFF;
      const sinceMs = performance.now();
      using waiting = new JoinedSignal(signal, ...(drain === undefined ? [] : [drain]));
      const all = { ...this.#commonHeaders, ...post.headers, ...headers };
      const byteLength = byteLengthOf(this.#path, all, post.body);
      const grant = await quota.acquire(byteLength, waiting.signal, !hasOthers);
      if (grant !== "granted") return grant === "paused" ? OVER_QUOTA : BROKEN_OFF;
      const heldMs = performance.now() - sinceMs;
      return { ...(await this.#postOnce(post, headers, signal)), heldMs };
    };
  }

  /** Posts anew with renewed credentials; the body may still be in use by an earlier post answered early. */
  async #postWith(
    credentials: Credentials,
    postOnce: PostOnce,
    post: PostRequest,
    signal: AbortSignal,
  ): Promise<PostAnswer | TransportFault> {
    let isTaken = true;
    const send = async (headers: PostRequest["headers"]): Promise<PostAnswer | TransportFault> => {
      const outcome = await postOnce(post, { ...this.#ownHeaders, ...headers }, signal);
      if ("fault" in outcome) return outcome;
      isTaken &&= outcome.isBodyTaken;
      return { ...outcome, isBodyTaken: isTaken };
    };
    return await withRenewal(credentials, send, signal);
  }

  readonly #postOnce: PostOnce = (post, ownHeaders, signal) => {
    if (signal.aborted || this.#isClosed) return Promise.resolve(BROKEN_OFF);
    return new Promise((fulfill) => {
      const check = this.#check;
      const resolve = check === null ? fulfill : unlessReplaced(fulfill, check);
      const headers = { ...this.#commonHeaders, ...post.headers, ...ownHeaders };
      const { body, frameCount = 1 } = post;
      const request = { method: "POST", path: this.#path, headers, body, frameCount } as const;
      const exchange = new Exchange(request, resolve, this.#inFlight, signal);
      const connection = this.#idle.take(exchange.startedMs) ?? this.#open();
      if (connection === null) this.#waiting.push(exchange);
      else connection.send(exchange);
    });
  };

  /** One more connection; `null` if there are as many as there may be. */
  #open(): Connection | null {
    if (this.#all.length >= this.#maxConnections) return null;
    const connection = new Connection(this.#settings);
    this.#all.push(connection);
    return connection;
  }

  #useAgain(connection: Connection): void {
    let next = this.#waiting.shift();
    while (next?.isOver === true) next = this.#waiting.shift();
    if (next === undefined) this.#idle.add(connection);
    else connection.send(next);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#settings.firstContact[Symbol.dispose]();
    await Promise.all(this.#all.map((connection) => connection.destroy()));
    this.#inFlight[Symbol.dispose]();
  }
}

/** A fault, too, says for how long its request was held. */
type HeldOutcome = (PostAnswer | TransportFault) & Pick<PostAnswer, "heldMs">;

type QuotaWait = Pick<SendContext, "drain" | "hasOthers">;

const OVER_QUOTA: TransportFault = {
  fault: "overQuota",
  reason: "the limit of requests to the service is used up",
};

/** Sends one request with these headers of the user. */
type PostOnce = (
  post: PostRequest,
  headers: PostRequest["headers"],
  signal: AbortSignal,
) => Promise<PostAnswer | TransportFault>;

/** A service that is starting may close a connection or two. */
const SILENCES_UNTIL_EXAMINED = 3;
/** Resolves with a fault instead of an answer that is not the service's own. */
function unlessReplaced(resolve: Resolve, check: AnswerCheck): Resolve {
  const checked = (outcome: Outcome): Outcome =>
    "fault" in outcome ? outcome : (check(outcome) ?? outcome);
  return (outcome) =>
    resolve(outcome instanceof Promise ? outcome.then(checked) : checked(outcome));
}

/** A host that does not answer within this time is away; so a probe notices its return soon. */
const MAX_CONNECT_MS = 5000;
