import type { BrokerConnection, BrokerState, QueueState } from "../../brokers/broker.ts";
import type { BrokerFault } from "../../brokers/publish-outcome.ts";
import type { Clock } from "../../core/concurrency/clock.ts";
import type { BrokerQueues, BrokerView, QueueView } from "../../core/events/broker-view.ts";
import { HeardWorkers } from "./heard-workers.ts";

/** What a look needs. */
export interface BrokerLookParts {
  readonly connection: Pick<BrokerConnection, "name" | "isConnected" | "state" | "signs">;
  readonly clock: Clock;
  /** Frames that were taken here and that another worker had taken before. @default none are */
  readonly takenAgain?: () => number;
}

/**
 * Looks at a broker every few seconds, and listens to its workers, for those who show it. No frame waits for it, and a
 * broker that does not answer in time counts as away.
 */
export class BrokerLook implements AsyncDisposable {
  readonly view: BrokerView;
  readonly #parts: BrokerLookParts;
  readonly #ending = new AbortController();
  readonly #workers = new HeardWorkers();
  readonly #work: Promise<unknown>;
  #asked: Promise<BrokerState | BrokerFault> | null = null;
  #last: BrokerQueues | string;
  #isListening = false;

  constructor(parts: BrokerLookParts) {
    const { connection, takenAgain = () => 0 } = parts;
    this.#parts = parts;
    this.#last = `${connection.name} has not been asked yet`;
    this.view = {
      broker: connection.name,
      trouble: () => this.#trouble,
      queues: () => (this.#trouble === null ? (this.#last as BrokerQueues) : null),
      workers: () => (this.#isListening ? this.#workers.list(Date.now()) : null),
      takenAgain,
    };
    this.#work = Promise.all([this.#keepLooking(), this.#listen()]);
    // Thrown at the end: it would be a bug.
    this.#work.catch(() => {});
  }

  get #trouble(): string | null {
    if (typeof this.#last === "string") return this.#last;
    const { isConnected, name } = this.#parts.connection;
    return isConnected ? null : `${name} cannot be reached`;
  }

  async #keepLooking(): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = this.#ending;
    while (!signal.aborted) {
      await this.#look();
      await clock.sleep(PAUSE_MS, signal).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const { connection, clock } = this.#parts;
    this.#asked ??= connection.state().finally(() => (this.#asked = null));
    const isLate = new AbortController();
    const signal = AbortSignal.any([this.#ending.signal, isLate.signal]);
    const late = clock.sleep(PAUSE_MS, signal).then(
      () => null,
      () => null,
    );
    const state = await Promise.race([this.#asked, late]).finally(() => isLate.abort());
    if (state === null) this.#last = `${connection.name} has not answered in time`;
    else this.#last = "kind" in state ? state.reason : queuesOf(state);
  }

  async #listen(): Promise<void> {
    const { signs } = this.#parts.connection;
    const onFault = (fault: BrokerFault | null): void => {
      this.#isListening = fault === null;
      if (fault !== null) this.#workers.forget();
    };
    for await (const sign of signs.workers({ signal: this.#ending.signal, onFault }))
      this.#workers.hear(sign, Date.now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#work;
  }
}

function queuesOf({ frames, results }: BrokerState): BrokerQueues {
  return { frames: queueOf(frames), results: queueOf(results) };
}

function queueOf(state: QueueState): QueueView {
  const { count, oldestAgeMs, byteLength, maxBytes, held, redelivered } = state;
  const ageMs = count === 0 ? 0 : oldestAgeMs;
  return {
    ...{ messages: count, byteLength, maxBytes, held, redelivered },
    oldestAgeSeconds: ageMs === null ? null : ageMs / 1000,
  };
}

const PAUSE_MS = 5000;
