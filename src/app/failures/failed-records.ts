import { type FrameTime, NO_TIME } from "../../core/frame/frame.ts";
import type { FrameRecord } from "../../ledger/frame-record.ts";
import { cropAt, type RecordedCrop } from "../../ledger/recorded-crops.ts";
import { isLiveAddress } from "../../slicer/live/live-address.ts";

/** The records of failed frames, found again by their paths. */
export class FailedRecords {
  readonly #crops: readonly RecordedCrop[];
  readonly #bySource = new Map<string, Map<string, FrameRecord>>();

  /** @param crops of their job. @default none */
  constructor(records: readonly FrameRecord[], crops: readonly RecordedCrop[] = []) {
    this.#crops = crops;
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
    const record = this.find(source, relativePath);
    if (record === undefined) return NO_TIME;
    const { index, ptsSeconds, firstSeenAtMs } = record;
    const crop = index === null ? null : cropAt(this.#crops, index);
    const time = { index, ptsSeconds, ...(crop === null ? {} : { crop }) };
    if (!isLiveAddress(source)) return time;
    // On the clock of this process, which began later.
    return { ...time, capturedAtMs: firstSeenAtMs - performance.timeOrigin };
  }
}
