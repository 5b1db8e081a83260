import { setTimeout as sleep } from "node:timers/promises";
import { JoinedSignal } from "../../core/concurrency/joined-signal.ts";
import type { FeedOptions } from "../broker.ts";
import type { BrokerFault } from "../publish-outcome.ts";
import type { NatsLink, NatsSession } from "./nats-link.ts";
import type { Msg } from "./nats-packages.ts";
import { giveBack, type NatsSource, type Pulled, pullOne } from "./nats-pull.ts";

/** How a reader reads. */
export interface ReaderSettings extends NatsSource, Pick<FeedOptions, "signal" | "onFault"> {
  /** Finds out what keeps messages from coming, and mends it if it can; `null` if nothing does. */
  readonly whatIsWrong: (session: NatsSession) => Promise<BrokerFault | null>;
}

/** Reads messages of a consumer one by one, through outages, and tells of them once each. */
export class NatsReader {
  readonly #link: NatsLink;
  readonly #settings: ReaderSettings;
  #told: BrokerFault | null = null;
  /** Connection over which there was a consumer, the last time somebody looked. */
  #ready: NatsSession | null = null;
  #looking: Promise<BrokerFault | null> | null = null;

  constructor(link: NatsLink, settings: ReaderSettings) {
    this.#link = link;
    this.#settings = settings;
  }

  /**
   * The next message, whenever one comes. Calls may overlap.
   *
   * @throws the reason of the signal, or of that of the settings.
   */
  async next(signal: AbortSignal): Promise<Msg> {
    using joined = new JoinedSignal(signal, this.#settings.signal);
    for (let pauseMs = MIN_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
      joined.signal.throwIfAborted();
      const pulled = await this.#pull(joined.signal);
      if (pulled.kind === "message") return pulled.message;
      if (pulled.kind === "none") pauseMs = MIN_PAUSE_MS / 2;
      else await sleep(pauseMs, undefined, { signal: joined.signal }).catch(() => {});
    }
  }

  async #pull(signal: AbortSignal): Promise<Pulled> {
    const pulled = await this.#ask(signal);
    this.#tell(pulled.kind === "fault" ? pulled.fault : null);
    return pulled;
  }

  /** Asks, once it is known that there is something to ask: where there is not, the server says nothing at all. */
  async #ask(signal: AbortSignal): Promise<Pulled> {
    const { session } = this.#link;
    if (session === null) return { kind: "fault", fault: this.#link.fault };
    const fault = this.#ready === session ? null : await this.#look(session);
    if (fault !== null) return { kind: "fault", fault };
    const pulled = await this.#pullUnlessAborted(session, signal);
    if (pulled.kind === "silent") this.#ready = null;
    return pulled;
  }

  /** Calls that overlap look together. */
  async #look(session: NatsSession): Promise<BrokerFault | null> {
    this.#looking ??= this.#settings.whatIsWrong(session).finally(() => (this.#looking = null));
    const fault = await this.#looking;
    if (fault === null) this.#ready = session;
    return fault;
  }

  /** A request cannot be called back: a message that answers it too late is given back. */
  async #pullUnlessAborted(session: NatsSession, signal: AbortSignal): Promise<Pulled> {
    const request = pullOne(this.#link, session, this.#settings).then((pulled) => {
      if (!signal.aborted || pulled.kind !== "message") return pulled;
      giveBack(this.#link, pulled.message);
      throw signal.reason;
    });
    request.catch(() => {});
    const { promise, reject } = Promise.withResolvers<never>();
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    try {
      return await Promise.race([request, promise]);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  #tell(fault: BrokerFault | null): void {
    if (fault?.kind === this.#told?.kind) return;
    this.#told = fault;
    this.#settings.onFault?.(fault);
  }
}

const MIN_PAUSE_MS = 200;
const MAX_PAUSE_MS = 3000;
