import type { TransportFault } from "../../core/service/answer.ts";
import type { RequestQuota } from "../request-quota.ts";
import { examinePort } from "./examine-port.ts";

/**
 * Explains faults of a service that may be none: where nothing was answered so far, or what came is not
 * HTTP, its port is examined. What one request met by chance stays what it was.
 */
export class FirstContact implements Disposable {
  /** True if a whole answer has come. */
  hasAnswered = false;
  readonly #url: URL;
  readonly #isDirect: boolean;
  readonly #quota: RequestQuota | null;
  readonly #ending = new AbortController();
  #examination: Promise<TransportFault | null> | null = null;
  #examinedAtMs = 0;
  #silenceCount = 0;
  #examineAfter: number;

  /**
   * @param examineAfter silences after which the port is examined; with each one it has twice as long.
   * @param isDirect true if nothing lies on the way there; behind a proxy no port can be examined.
   * @param quota that an examination needs, at once. @default null, for none
   */
  constructor(url: URL, examineAfter: number, isDirect = true, quota: RequestQuota | null = null) {
    this.#quota = quota;
    this.#url = url;
    this.#isDirect = isDirect;
    this.#examineAfter = examineAfter;
  }

  /** Puts a fault into the words of its cause, where that shows. */
  explain(fault: TransportFault): TransportFault | Promise<TransportFault> {
    if (fault.fault === "wrongProtocol") return this.#confirmed(fault);
    if (this.hasAnswered || !this.#isSilence(fault)) return fault;
    this.#silenceCount += 1;
    if (this.#silenceCount < this.#examineAfter) return fault;
    this.#examineAfter *= 2;
    return this.#examined().then((cause) => cause ?? fault);
  }

  /** Nobody waits for an explanation any more. */
  [Symbol.dispose](): void {
    this.#ending.abort();
  }

  /** A server that closes without a word, or waits for more, may expect TLS, or expect none. */
  #isSilence({ fault }: TransportFault): boolean {
    if (fault === "unreachable") return this.#url.protocol === "https:";
    return fault === "reset" || fault === "timeout";
  }

  /** Fault of a port that looks as if it spoke another language: only if it does so to others, too. */
  async #confirmed({ reason }: TransportFault): Promise<TransportFault> {
    const cause = await this.#examined();
    if (cause !== null) return cause;
    // Without TLS, nothing was answered; without HTTP, something was.
    if (this.#url.protocol === "https:") return { fault: "unreachable", reason };
    return { fault: "truncated", isAnswered: true, reason };
  }

  /** One examination serves all faults of the same time, or soon after. */
  #examined(): Promise<TransportFault | null> {
    if (!this.#isDirect) return Promise.resolve(null);
    const nowMs = performance.now();
    if (this.#examination === null || nowMs - this.#examinedAtMs > VALID_MS) {
      // A question is a request, too.
      if (this.#quota?.tryAcquire(QUESTION_BYTES) === false) return Promise.resolve(null);
      this.#examination = examinePort(this.#url, this.#ending.signal);
      this.#examinedAtMs = nowMs;
    }
    return this.#examination;
  }
}

/** Size of a question, about. */
const QUESTION_BYTES = 128;
/** Time for which an examination holds, in milliseconds. */
const VALID_MS = 5000;
