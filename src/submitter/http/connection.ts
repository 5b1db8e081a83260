import type { Socket } from "node:net";
import type { TransportFault } from "../../core/service/answer.ts";
import { AnswerHeads, MAX_HEAD_BYTES } from "./answer-heads.ts";
import { Client } from "./client.ts";
import type { Connector } from "./connector.ts";
import type { Exchange } from "./exchange.ts";
import type { FirstContact } from "./first-contact.ts";
import { answersUntilRenewal } from "./connection-renewal.ts";
import type { DelayedAcks } from "./delayed-acks.ts";
import type { RequestQuota } from "../request-quota.ts";
import { byteLengthOf } from "./request-size.ts";

/** Settings that all connections to a service share. */
export interface ConnectionSettings {
  readonly origin: string;
  /** True for connections without TLS. */
  readonly isPlain: boolean;
  readonly connect: Connector;
  /** Once found, each request has a fresh connection; `null` looks for none. */
  readonly delayedAcks: DelayedAcks | null;
  readonly firstContact: FirstContact;
  /** Quota that each request needs; `null` for none. */
  readonly quota: RequestQuota | null;
  readonly onFree: (connection: Connection) => void;
}

/**
 * A kept-alive connection, for one exchange at a time.
 *
 * The pool of undici is not used: handing each connection its next
 * request as soon as it is free takes 4 % less CPU per frame than queuing all of them there.
 */
export class Connection extends Client {
  /** Answers that it has brought since it was last opened. */
  answerCount = 0;
  readonly #settings: ConnectionSettings;
  #socket: Socket | null = null;
  #heads: AnswerHeads | null = null;
  #socketCount = 0;
  #maxAnswers = Number.POSITIVE_INFINITY;
  #isBeingRenewed = false;
  #startedMs = 0;
  #latencyMs = 0;
  #freeSinceMs = 0;

  constructor(settings: ConnectionSettings) {
    super(settings.origin, {
      pipelining: 1,
      allowH2: false,
      // The deadline covers all of these; undici's own would only report the same more coarsely.
      headersTimeout: 0,
      bodyTimeout: 0,
      // Larger heads do not come this far.
      maxHeaderSize: 2 * MAX_HEAD_BYTES,
      connect: (address, done) =>
        settings.connect(address, (...outcome) => {
          const [, socket] = outcome;
          // Where none could be opened, it is undefined, too.
          this.#socket = socket ?? null;
          this.#heads = new AnswerHeads();
          if (this.#socket !== null) this.#heads.watch(this.#socket);
          this.answerCount = 0;
          this.#socketCount += 1;
          this.#maxAnswers = answersUntilRenewal(this.#socketCount, Math.random());
          done(...outcome);
        }),
    });
    this.#settings = settings;
  }

  /** Sends an exchange, on a new socket if the last one broke. */
  send(exchange: Exchange): void {
    exchange.connection = this;
    this.#startedMs = exchange.startedMs;
    if (this.#heads !== null) this.#heads.isExpected = true;
    this.#isBeingRenewed = this.#isOpen && this.answerCount + 1 >= this.#maxAnswers;
    const isLast = this.#isBeingRenewed || this.#settings.delayedAcks?.areFound === true;
    this.dispatch(isLast ? { ...exchange.request, reset: true } : exchange.request, exchange);
  }

  /** Counts an answer. @param headToEndMs from its head to its last byte, in milliseconds. */
  noteAnswer(headToEndMs: number): void {
    this.#settings.firstContact.hasAnswered = true;
    this.#settings.delayedAcks?.note(this.answerCount === 0, headToEndMs);
    this.answerCount += 1;
    this.#freeSinceMs = performance.now();
    this.#latencyMs = this.#freeSinceMs - this.#startedMs;
  }

  /**
   * Latency to expect of the next answer, in milliseconds: as much as the last one took, and ever less the
   * longer ago that was. Nothing where a new socket is due, and no end where there is none.
   */
  expectedLatencyMs(nowMs: number): number {
    if (this.#isBeingRenewed) return 0;
    if (!this.#isOpen) return Number.POSITIVE_INFINITY;
    return this.#latencyMs - (nowMs - this.#freeSinceMs) / IDLE_PER_LATENCY;
  }

  /** Looks for the cause behind a fault. */
  explain(fault: TransportFault): TransportFault | Promise<TransportFault> {
    return this.#settings.firstContact.explain(fault);
  }

  /** True if a request may go out once more, at once. */
  mayResend({ request: { path, headers, body } }: Exchange): boolean {
    return this.#settings.quota?.tryAcquire(byteLengthOf(path, headers, body)) ?? true;
  }

  /** Nothing more will come of the exchange that it had. */
  release(): void {
    this.#settings.onFree(this);
  }

  /** True if it is one without TLS. */
  get isPlain(): boolean {
    return this.#settings.isPlain;
  }

  get #isOpen(): boolean {
    return this.#socket?.readyState === "open";
  }

  /** True if the system has taken all that was written: `writableLength` counts what libuv holds, too. */
  get isFlushed(): boolean {
    return this.#socket?.writableLength === 0;
  }
}

/** An idle connection is tried again after this many times the latency by which it was the slower one. */
const IDLE_PER_LATENCY = 20;
