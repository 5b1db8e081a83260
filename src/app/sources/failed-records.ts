import type { FrameIdentity } from "../../core/frame/frame-identity.ts";
import { type FrameTime, NO_TIME } from "../../core/frame/frame.ts";
import { idempotencyKey } from "../../core/frame/idempotency-key.ts";
import type { FrameRecord } from "../../ledger/frame-record.ts";
import type { FrameStore } from "../../pipeline/frame-store.ts";

/** The records of failed frames, found again by their paths. */
export class FailedRecords {
  readonly #bySource = new Map<string, Map<string, FrameRecord>>();

  constructor(records: readonly FrameRecord[]) {
    for (const record of records) {
      const siblings = this.#bySource.get(record.source) ?? new Map<string, FrameRecord>();
      this.#bySource.set(record.source, siblings.set(record.relativePath, record));
    }
  }

  get sources(): readonly string[] {
    return [...this.#bySource.keys()];
  }

  /** Paths of the frames of a source, as they are on record. */
  async *paths(source: string): AsyncGenerator<string, void, void> {
    yield* this.#bySource.get(source)?.keys() ?? [];
  }

  find(source: string, relativePath: string): FrameRecord | undefined {
    return this.#bySource.get(source)?.get(relativePath);
  }

  timeOf(source: string, relativePath: string): FrameTime {
    const { index, ptsSeconds } = this.find(source, relativePath) ?? NO_TIME;
    return { index, ptsSeconds };
  }

  /** Earlier attempts to send exactly this frame; 0 if its file has changed since. */
  attemptsOf(identity: FrameIdentity): number {
    const record = this.find(identity.source, identity.relativePath);
    return record?.idempotencyKey === idempotencyKey(identity) ? record.attempts : 0;
  }
}

/** A memory that holds no frame back, and goes on counting its attempts. */
export function storeForFailed(memory: FrameStore, records: FailedRecords): FrameStore {
  return {
    ...memory,
    find: () => null,
    recall: async (frame) => ({ ...(await memory.recall(frame)), history: null }),
    commit: async (frame, result, needsCopy) => {
      const attempts = records.attemptsOf(frame.identity) + result.attempts;
      await memory.commit(frame, { ...result, attempts }, needsCopy);
    },
  };
}
