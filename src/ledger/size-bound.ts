import { setImmediate as nextTurn } from "node:timers/promises";
import {
  forgetFrames,
  type LedgerParts,
  type StillExists,
  TIME_OF_RECORD,
} from "./forget-frames.ts";

/** Division of a size limit. */
export interface SizePlan {
  /** Size of the tables, in bytes. */
  readonly tableBytes: number;
  /** Pages of 4 KiB by which the log may grow before a checkpoint. */
  readonly checkpointPages: number;
}

/** Reserves a 32nd for the log, up to 16 MiB, and as much again for writes during a checkpoint. */
export function sizePlan(maxBytes: number): SizePlan {
  const checkpointPages = Math.min(4096, Math.ceil(maxBytes / 32 / PAGE_BYTES));
  return { tableBytes: maxBytes - 2 * checkpointPages * PAGE_BYTES, checkpointPages };
}

const PAGE_BYTES = 4096;

/** Policy for the size of a ledger. */
export interface SizePolicy {
  /** Maximum size of its tables, in bytes. */
  readonly maxBytes: number;
  readonly stillExists: StillExists;
}

/**
 * Keeps a ledger below a size limit: shortly before it is reached, the oldest records whose file is gone
 * are deleted, a fifth of all at once. Failed frames stay, and so do existing ones, which would be sent
 * again.
 */
export class SizeBound {
  readonly #parts: LedgerParts;
  readonly #policy: SizePolicy;
  /** Size from which on records are deleted, in bytes. */
  #nextBytes: number;

  constructor(parts: LedgerParts, policy: SizePolicy) {
    this.#parts = parts;
    this.#policy = policy;
    this.#nextBytes = policy.maxBytes * FULL_SHARE;
  }

  /** Deletes records if necessary. @returns size of the remaining records, in bytes. */
  async keep(signal: AbortSignal): Promise<number> {
    const { database } = this.#parts;
    const { maxBytes } = this.#policy;
    const usedBytes = bytesOfRecords(database);
    if (usedBytes < this.#nextBytes) return usedBytes;
    const isDone = await this.#forgetShare(1 - (maxBytes * KEPT_SHARE) / usedBytes, signal);
    const leftBytes = bytesOfRecords(database);
    const grownBytes = Math.max(maxBytes * FULL_SHARE, leftBytes + maxBytes * STEP_SHARE);
    // Unordered records leave gaps, which are filled first; once they fill no more, pages must be freed. If
    // nothing could be deleted, another check of all files pays only after some growth.
    this.#nextBytes = isDone ? Math.min(grownBytes, maxBytes * CONSTANT_SHARE) : grownBytes;
    return leftBytes;
  }

  /**
   * Doubles the number of examined records as long as too many of the oldest must stay.
   *
   * @returns true if enough was deleted.
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

/** Share of the limit at which records are deleted; the remainder is for frames that land meanwhile. */
const FULL_SHARE = 0.85;
/** Share of the limit that is kept then. */
const KEPT_SHARE = 0.7;
/** Share of the limit at which records are deleted at every check. */
const CONSTANT_SHARE = 0.94;
/** Sufficient share of the wanted deletions, since the count is estimated from a sample. */
const ENOUGH_SHARE = 0.75;
/** Growth until the next check, as a share of the limit. */
const STEP_SHARE = 0.03;

/** Size of the pages with records, in bytes; freed pages are reused. */
function bytesOfRecords(database: LedgerParts["database"]): number {
  const row = database.run((connection) => connection.prepare(BYTES).get());
  return Number(row?.["bytes"]);
}

const BYTES = `
  SELECT (page_count - freelist_count) * page_size AS bytes
  FROM pragma_page_count, pragma_freelist_count, pragma_page_size`;

/**
 * The times of every 128th deletable record, in rising order, and the total number of records. Takes 0.3
 * microseconds per record.
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
