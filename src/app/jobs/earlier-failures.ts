import { lstatSync } from "node:fs";
import type { FrameIdentity } from "../../core/frame/frame-identity.ts";
import { idempotencyKey } from "../../core/frame/idempotency-key.ts";
import type { FrameRecord, FrameHistory } from "../../ledger/frame-record.ts";
import type { LedgerReader } from "../../ledger/ledger-reader.ts";
import type { FrameStore, RecalledFrame } from "../../pipeline/frame-store.ts";
import { imagePath } from "./frame-identities.ts";

/** Selection of the failed frames that are tried again. */
export interface RetryPolicy {
  /** Digest of the request that this run makes. */
  readonly request: string;
  /** True to retry all of them, and not only those that failed under another request. */
  readonly retryFailed: boolean;
}

/** Frames that failed in earlier runs of a job: those that this run tries again, and those it leaves. */
export class EarlierFailures {
  readonly #ledger: LedgerReader;
  readonly #policy: RetryPolicy;
  /** Earlier attempts of the frames that are tried again. */
  readonly #attempts = new WeakMap<FrameIdentity, number>();
  /** Keys of the failed frames that this run has come across, each of which it counts itself. */
  readonly #met = new Set<string>();

  constructor(ledger: LedgerReader, policy: RetryPolicy) {
    this.#ledger = ledger;
    this.#policy = policy;
  }

  /** Number of frames that are tried again because the request is another one now. */
  get changedCount(): number {
    return this.#ledger.failedWithOtherSettings(this.#policy.request);
  }

  /** Those that are tried again, in the order of their paths. */
  retried(): readonly FrameRecord[] {
    return this.#ledger.failures().filter((record) => this.#isRetried(record));
  }

  /** A memory to which frames that are tried again are new, but for their attempts, which are counted on. */
  memory(memory: FrameStore): FrameStore {
    return {
      ...memory,
      find: (identity) => this.#judge(identity, memory.find(identity)),
      recall: (landed) => {
        const recalling = memory.recall(landed);
        return recalling instanceof Promise
          ? recalling.then((recollection) => this.#recollect(recollection))
          : this.#recollect(recalling);
      },
      commit: (frame, result, needsCopy) => {
        const { identity } = frame;
        if (result.outcome === "failed") this.#met.add(idempotencyKey(identity));
        const before = this.#attempts.get(identity);
        const attempts = (before ?? 0) + result.attempts;
        const counted = before === undefined ? result : { ...result, attempts };
        return memory.commit(frame, counted, needsCopy);
      },
    };
  }

  /**
   * Those that this run has not come across, and that are still failed. A file that somebody took away
   * is not among them: its source no longer holds it.
   *
   * @param canBeSliced true if images that are gone can be made again.
   */
  untouched(canBeSliced: boolean): readonly FrameRecord[] {
    if (this.#ledger.counts().failed === 0) return [];
    return this.#ledger
      .failures()
      .filter(({ idempotencyKey: key }) => !this.#met.has(key))
      .filter((record) => canBeSliced || isThere(imagePath(null, record)));
  }

  #recollect({ frame, history }: RecalledFrame): RecalledFrame {
    return { frame, history: this.#judge(frame.identity, history) };
  }

  /** History of a frame for this run; `null` if it failed and is tried again. */
  #judge(identity: FrameIdentity, known: FrameHistory | null): FrameHistory | null {
    if (known?.state !== "failed") return known;
    if (!this.#isRetried(known)) {
      this.#met.add(idempotencyKey(identity));
      return known;
    }
    this.#attempts.set(identity, known.attempts);
    return null;
  }

  /** A file that could not be used was never put to the service: another request changes nothing for it. */
  #isRetried({ request, attempts }: FrameHistory): boolean {
    const { request: present, retryFailed } = this.#policy;
    return retryFailed || (request !== null && request !== present && attempts > 0);
  }
}

/** True if there is a file, or may be one: false only when the system says that there is none. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOTDIR";
  }
}
