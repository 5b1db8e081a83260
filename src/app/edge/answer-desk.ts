import type { HeldResult } from "../../brokers/broker.ts";
import type { HandOvers } from "../../ledger/hand-overs.ts";

/** A frame that is handed over, or about to be. */
export interface AwaitedFrame {
  readonly key: string;
  /** Its first round: an answer to an earlier one is about what has its outcome already. */
  readonly firstRound: number;
}

/**
 * Brings answers to the frames that wait for them. An answer is acknowledged once its frame has its outcome on record,
 * and so comes again until then; one that nobody waits for is acknowledged at once.
 */
export class AnswerDesk {
  readonly #handOvers: Pick<HandOvers, "find">;
  readonly #waiting = new Map<string, Waiting>();
  /** Answers whose frames are on record as handed over, and have not come to be sent in this run yet. */
  readonly #early = new Map<string, HeldResult>();
  /** Answers whose frames are being put on record. */
  readonly #given = new Map<string, HeldResult>();
  readonly #acknowledging = new Set<Promise<unknown>>();
  #isEnded = false;

  constructor(handOvers: Pick<HandOvers, "find">) {
    this.#handOvers = handOvers;
  }

  /** Takes an answer. */
  receive(held: HeldResult): void {
    const { key, round } = held.message;
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined && round >= waiting.firstRound) return waiting.take(held);
    // It comes again while its frame is put on record: the newest can be acknowledged.
    if (this.#given.has(key)) return void this.#given.set(key, held);
    const handOver = this.#handOvers.find(key);
    if (handOver === null || round < handOver.sinceMs) return this.#acknowledge(held);
    this.#keep(key, held);
  }

  /** Begins to wait for the answer to a frame; it may be there already. */
  expect({ key, firstRound }: AwaitedFrame): Expectation {
    const { promise, resolve } = Promise.withResolvers<HeldResult | null>();
    const waiting: Waiting = {
      firstRound,
      take: (held) => {
        this.#waiting.delete(key);
        if (held !== null) this.#given.set(key, held);
        resolve(held);
      },
    };
    this.#waiting.set(key, waiting);
    const early = this.#early.get(key);
    this.#early.delete(key);
    if (early !== undefined) this.receive(early);
    const isThere = !this.#waiting.has(key);
    if (this.#isEnded) waiting.take(null);
    return {
      isThere,
      answer: promise,
      end: () => {
        if (this.#waiting.get(key) === waiting) waiting.take(null);
      },
    };
  }

  /** The outcome of a frame is on record. */
  recorded(key: string): void {
    const held = this.#given.get(key);
    if (held === undefined) return;
    this.#given.delete(key);
    this.#acknowledge(held);
  }

  /** Resolves when every acknowledgement is made, or has failed. */
  async acknowledged(): Promise<void> {
    await Promise.all(this.#acknowledging);
  }

  /** Ends all waiting, now and later: the run ends. */
  end(): void {
    this.#isEnded = true;
    for (const waiting of [...this.#waiting.values()]) waiting.take(null);
  }

  /** Where it fails, the answer comes again, and nobody waits for it. */
  #acknowledge(held: HeldResult): void {
    const done = held
      .acknowledge()
      .catch(() => false)
      .finally(() => this.#acknowledging.delete(done));
    this.#acknowledging.add(done);
  }

  /** Bounded, for the frames of some may never land again: the oldest comes again later. */
  #keep(key: string, held: HeldResult): void {
    this.#early.delete(key);
    this.#early.set(key, held);
    if (this.#early.size <= MAX_EARLY) return;
    for (const oldest of this.#early.keys()) return void this.#early.delete(oldest);
  }
}

/** The wait for one answer. */
export interface Expectation {
  /** True if it was there when the wait began. */
  readonly isThere: boolean;
  /** The answer; `null` if the wait was ended. */
  readonly answer: Promise<HeldResult | null>;
  readonly end: () => void;
}

interface Waiting {
  readonly firstRound: number;
  readonly take: (held: HeldResult | null) => void;
}

const MAX_EARLY = 1024;
