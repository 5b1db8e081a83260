import { setImmediate as nextTurn } from "node:timers/promises";
import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { GuardedDatabase } from "./guarded-database.ts";

/** Policy for deleting records of frames. */
export interface ForgetPolicy {
  /** Minimum age of an outcome before its record may be deleted, in milliseconds. */
  readonly retentionMs: number;
  /** Checks whether the frame still exists: it would be sent again without its record. */
  readonly stillExists: StillExists;
}

export type StillExists = (frame: FrameIdentity) => Promise<boolean>;

/** Database and commits of a ledger. */
export interface LedgerParts {
  readonly database: GuardedDatabase;
  readonly commits: GroupCommit;
}

/** Thirty days, in milliseconds. */
export const DEFAULT_RETENTION_MS: number = 30 * 24 * 60 * 60 * 1000;

/**
 * Deletes the records of all frames that are old and whose file is gone, except failed ones, which wait for
 * `resubmit` or removal. Processes the records in slices, so that no step takes long; the freed space is
 * used for new records. Deleting a record takes 70 microseconds of processor time, most of them for the
 * check of its file; a record that is too young takes a fraction of one.
 *
 * @param cutoffMs wall clock, in milliseconds since 1970: frames with an earlier outcome are old.
 * @returns number of deleted records.
 */
export async function forgetFrames(
  { database, commits }: LedgerParts,
  { cutoffMs, stillExists }: { readonly cutoffMs: number; readonly stillExists: StillExists },
  signal: AbortSignal,
): Promise<number> {
  const [sliceEnd, oldOnes, remove] = [SLICE_END, OLD_ONES, REMOVE].map((sql) =>
    database.prepare(sql),
  ) as [StatementOf, StatementOf, StatementOf];
  let start: RecordKey = FIRST;
  let forgotten = 0;
  while (!signal.aborted) {
    const end = database.run(() => sliceEnd.get(...start)) as KeyRow | undefined;
    const until: RecordKey = end === undefined ? LAST : [end.sourceId, end.path];
    const rows = database.run(() => oldOnes.all(...start, ...until, cutoffMs));
    let committed: Promise<void> | undefined;
    for (const { sourceId, ...frame } of rows as unknown as OldRow[]) {
      if (await stillExists(frame)) continue;
      committed = commits.write(() => remove.run(sourceId, frame.relativePath, cutoffMs));
      forgotten += 1;
    }
    await committed;
    if (end === undefined) break;
    start = until;
    await nextTurn();
  }
  return forgotten;
}

type StatementOf = ReturnType<GuardedDatabase["prepare"]>;

/** Key of a record, in the order of the table. */
type RecordKey = readonly [sourceId: number, path: string];

interface KeyRow {
  readonly sourceId: number;
  readonly path: string;
}

interface OldRow extends FrameIdentity {
  readonly sourceId: number;
}

const FIRST: RecordKey = [0, ""];
const LAST: RecordKey = [Number.MAX_SAFE_INTEGER, ""];

/** Number of records in a slice. */
const SLICE_SIZE = 500;

const SLICE_END = `
  SELECT source_id AS sourceId, path FROM frames
  WHERE (source_id, path) > (?, ?) ORDER BY source_id, path LIMIT 1 OFFSET ${SLICE_SIZE - 1}`;

/** Time of the last change of a record; one without outcome has the time of its first attempt. */
export const TIME_OF_RECORD = "coalesce(settled_at_ms, first_seen_at_ms)";

const OLD_ONES = `
  SELECT source_id AS sourceId, source, path AS relativePath, byte_length AS byteLength,
    modified_at_ms AS modifiedAtMs
  FROM frames JOIN sources ON id = source_id
  WHERE (source_id, path) > (?, ?) AND (source_id, path) <= (?, ?)
    AND state <> 'failed' AND ${TIME_OF_RECORD} < ?`;

/** The condition is repeated: a frame that was seen again during the check of its file stays. */
const REMOVE = `
  DELETE FROM frames WHERE source_id = ? AND path = ? AND state <> 'failed'
    AND ${TIME_OF_RECORD} < ?`;
