import { setImmediate as nextTurn } from "node:timers/promises";
import {
  forgetFrames,
  type LedgerParts,
  type StillExists,
  TIME_OF_RECORD,
} from "./forget-frames.ts";

/** How a bound is shared out. */
export interface SizePlan {
  /** Bytes for the tables. */
  readonly tableBytes: number;
  /** Pages of 4 KiB that the log may grow by before it is moved into the tables. */
  readonly checkpointPages: number;
}

/** A 32nd for the log, up to 16 MiB, and as much again for what is written while it is moved. */
export function sizePlan(maxBytes: number): SizePlan {
  const checkpointPages = Math.min(4096, Math.ceil(maxBytes / 32 / PAGE_BYTES));
  return { tableBytes: maxBytes - 2 * checkpointPages * PAGE_BYTES, checkpointPages };
}

const PAGE_BYTES = 4096;

/** How large a ledger may get. */
export interface SizePolicy {
  /** Bytes of its tables, at most. */
  readonly maxBytes: number;
  readonly stillExists: StillExists;
}

/**
 * Keeps a ledger below a size: shortly before it is reached, the oldest frames whose file is gone are
 * forgotten, a fifth of all at once. Frames that failed stay, and so do those that are still there and
 * would be sent again.
 */
export class SizeBound {
  readonly #parts: LedgerParts;
  readonly #policy: SizePolicy;
  /** Bytes from which on something is to be forgotten. */
  #nextBytes: number;

  constructor(parts: LedgerParts, policy: SizePolicy) {
    this.#parts = parts;
    this.#policy = policy;
    this.#nextBytes = policy.maxBytes * FULL_SHARE;
  }

  /** Forgets what has to go. @returns bytes that the records take then. */
  async keep(signal: AbortSignal): Promise<number> {
    const { database } = this.#parts;
    const { maxBytes } = this.#policy;
    const usedBytes = bytesOfRecords(database);
    if (usedBytes < this.#nextBytes) return usedBytes;
    const isDone = await this.#forgetShare(1 - (maxBytes * KEPT_SHARE) / usedBytes, signal);
    const leftBytes = bytesOfRecords(database);
    const grownBytes = Math.max(maxBytes * FULL_SHARE, leftBytes + maxBytes * STEP_SHARE);
    // Records in no order leave gaps, which are filled first; but if they fill no more, pages must go.
    // Where nothing could be forgotten, another look at every file pays only after some growth.
    this.#nextBytes = isDone ? Math.min(grownBytes, maxBytes * LAST_SHARE) : grownBytes;
    return leftBytes;
  }

  /**
   * Where too many of the oldest have to stay, twice as many are looked at, and so on.
   *
   * @returns whether as much could be forgotten as was to be.
   */
  async #forgetShare(share: number, signal: AbortSignal): Promise<boolean> {
    const { times, count } = await sampleTimes(this.#parts, signal);
    const wanted = share * count;
    let forgotten = 0;
    for (let rank = wanted / STRIDE; forgotten < wanted * ENOUGH_SHARE; rank *= 2) {
      const cutoffMs = times[Math.floor(rank)] ?? Number.MAX_SAFE_INTEGER;
      const policy = { cutoffMs, stillExists: this.#policy.stillExists };
      forgotten += await forgetFrames(this.#parts, policy, signal);
      if (rank >= times.length || signal.aborted) return forgotten >= wanted * ENOUGH_SHARE;
    }
    return true;
  }
}

/** Share of the bound at which frames are forgotten: what lands meanwhile must find room. */
const FULL_SHARE = 0.85;
/** Share of the bound that is kept then. */
const KEPT_SHARE = 0.7;
/** Share of the bound at which frames are forgotten at every look. */
const LAST_SHARE = 0.94;
/** Share of what was to be forgotten that will do: a sample is no count. */
const ENOUGH_SHARE = 0.75;
/** Growth, as a share of the bound, after which the next look is due. */
const STEP_SHARE = 0.03;

/** Bytes of the pages that hold records; freed ones are used again. */
function bytesOfRecords(database: LedgerParts["database"]): number {
  const row = database.run((connection) => connection.prepare(BYTES).get());
  return Number(row?.["bytes"]);
}

const BYTES = `
  SELECT (page_count - freelist_count) * page_size AS bytes
  FROM pragma_page_count, pragma_freelist_count, pragma_page_size`;

/**
 * The times of every 128th record that may be forgotten, in rising order, and how many records there
 * are in all. 0.3 microseconds a record.
 */
async function sampleTimes(
  { database }: LedgerParts,
  signal: AbortSignal,
): Promise<{ readonly times: readonly number[]; readonly count: number }> {
  const statement = database.prepare(SAMPLE);
  const times: number[] = [];
  let count = 0;
  let place: readonly [number, string] = [0, ""];
  for (; !signal.aborted; count += STRIDE) {
    const row = database.run(() => statement.get(...place)) as SampleRow | undefined;
    if (row === undefined) break;
    if (row.state !== "failed") times.push(row.timeMs);
    place = [row.sourceId, row.path];
    if (count % (16 * STRIDE) === 0) await nextTurn();
  }
  return { times: times.toSorted((one, other) => one - other), count };
}

interface SampleRow {
  readonly sourceId: number;
  readonly path: string;
  readonly state: string;
  readonly timeMs: number;
}

const STRIDE = 128;

const SAMPLE = `
  SELECT source_id AS sourceId, path, state, ${TIME_OF_RECORD} AS timeMs FROM frames
  WHERE (source_id, path) > (?, ?) ORDER BY source_id, path LIMIT 1 OFFSET ${STRIDE - 1}`;
