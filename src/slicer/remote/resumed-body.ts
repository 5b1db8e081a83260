import type { IncomingMessage } from "node:http";
import { type Clock, MAX_TIMER_MS } from "../../core/concurrency/clock.ts";
import type { RemoteAnswer, RemoteClient } from "./remote-client.ts";
import { faultOfError, faultOfStatus, RemoteFault } from "./remote-fault.ts";
import { isOtherVersion, type RemoteVersion, versionIn } from "./remote-version.ts";

/** How long, and with what, a server is waited for that breaks off. */
export interface ResumePolicy {
  readonly clock: Clock;
  /** Time without a byte after which it is asked again. */
  readonly stallMs: number;
  /** Time without a byte after which it is given up. */
  readonly maxOutageMs: number;
  /** Called once for each outage. */
  readonly onOutage: (reason: string) => void;
}

/** Part of a file on a server, and how to get it. */
export interface ResumedParts {
  readonly client: RemoteClient;
  readonly url: URL;
  /** Offset of the first byte. */
  readonly start: number;
  /** Version that was seen before; `null` for none. */
  readonly version: RemoteVersion | null;
  readonly policy: ResumePolicy;
}

/** The bytes of a file on a server from a place to its end, whatever breaks in between: none is missing or comes twice. */
export class ResumedBody {
  readonly #parts: ResumedParts;
  readonly #signal: AbortSignal;
  #at: number;
  #attempt = new AbortController();
  #answer: RemoteAnswer | null = null;
  #version: RemoteVersion | null;
  /** Since the last byte; the first of them was at that time. */
  #failures = 0;
  #awaySinceMs = 0;

  private constructor(parts: ResumedParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    this.#at = parts.start;
    this.#version = parts.version;
  }

  /** @throws RemoteFault for a server that refuses, that is away for too long, or that has another version by now. */
  static async open(parts: ResumedParts, signal: AbortSignal): Promise<ResumedBody> {
    const body = new ResumedBody(parts, signal);
    await body.#connect(null);
    return body;
  }

  get answer(): RemoteAnswer {
    if (this.#answer === null) throw new Error("there is no answer yet");
    return this.#answer;
  }

  get version(): RemoteVersion {
    return versionIn(this.answer);
  }

  /** @throws RemoteFault as `open`. */
  async *chunks(): AsyncGenerator<Buffer, void, void> {
    for (;;) {
      try {
        yield* this.#rest(this.answer.body);
        return;
      } catch (error) {
        await this.#connect(this.#faultOf(error));
      }
    }
  }

  async *#rest(body: IncomingMessage): AsyncGenerator<Buffer, void, void> {
    let unwanted = this.#at - offsetOf(this.answer);
    const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      for (;;) {
        const next = await this.#inTime(() => chunks.next());
        if (next.done === true) return;
        const { value } = next;
        const wanted = value.subarray(Math.min(unwanted, value.length));
        unwanted -= value.length - wanted.length;
        this.#at += wanted.length;
        this.#failures = 0;
        if (wanted.length > 0) yield wanted;
      }
    } finally {
      body.destroy();
    }
  }

  /** Asks for what is left. @param fault why it is asked again; `null` the first time. */
  async #connect(fault: RemoteFault | null): Promise<void> {
    const { clock, maxOutageMs, onOutage } = this.#parts.policy;
    for (let latest = fault; ;) {
      if (latest !== null) {
        if (this.#failures === 0) this.#awaySinceMs = clock.nowMs();
        const isOver = clock.nowMs() - this.#awaySinceMs >= maxOutageMs;
        if (latest.kind === "refused" || isOver) throw latest;
        if (this.#failures === 0) onOutage(latest.message);
        const delayMs = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** this.#failures);
        this.#failures += 1;
        await clock.sleep(delayMs, this.#signal);
      }
      try {
        return await this.#ask();
      } catch (error) {
        latest = this.#faultOf(error);
      }
    }
  }

  async #ask(): Promise<void> {
    const { client, url } = this.#parts;
    this.#attempt = new AbortController();
    const ending = AbortSignal.any([this.#signal, this.#attempt.signal]);
    // Also for all of it: the answer then says whether parts can be had.
    const headers = { range: `bytes=${this.#at}-` };
    const answer = await this.#inTime(() => client.get({ url, headers }, ending));
    const { status } = answer;
    try {
      if (status !== 200 && status !== 206) throw faultOfStatus(status, client.hasLogin);
      const version = versionIn(answer);
      if (this.#version !== null && isOtherVersion(this.#version, version))
        throw new ChangedFault();
      this.#version ??= version;
      if (offsetOf(answer) > this.#at) throw new RemoteFault("refused", "it left out bytes");
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
    this.#answer = answer;
  }

  /** The timer runs only while something is waited for: a reader that pauses is no fault of the server. */
  async #inTime<Result>(work: () => Promise<Result>): Promise<Result> {
    const attempt = this.#attempt;
    const stallMs = Math.min(this.#parts.policy.stallMs, MAX_TIMER_MS);
    const timer = setTimeout(() => attempt.abort(), stallMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws the reason of the signal. */
  #faultOf(error: unknown): RemoteFault {
    this.#signal.throwIfAborted();
    const { stallMs } = this.#parts.policy;
    if (this.#attempt.signal.aborted)
      return new RemoteFault("away", `it sent nothing for ${stallMs / 1000} s`);
    return faultOfError(error);
  }
}

/** A file that is another one by now. */
export class ChangedFault extends RemoteFault {
  constructor() {
    super("refused", "it has another version of the file by now");
  }
}

/** Offset of the first byte of an answer (RFC 9110, 14.4). */
function offsetOf({ status, headers }: RemoteAnswer): number {
  if (status !== 206) return 0;
  return Number(/^bytes (\d+)-/u.exec(headers["content-range"] ?? "")?.[1] ?? 0);
}

const MIN_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;
