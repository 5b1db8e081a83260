import { setImmediate as nextTurn } from "node:timers/promises";
import type { FrameIdentity } from "../core/frame-identity.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { GuardedDatabase } from "./guarded-database.ts";

/** Which frames need no longer be remembered. */
export interface ForgetPolicy {
  /** Time since a frame was settled before it may be forgotten, in milliseconds. */
  readonly retentionMs: number;
  /** Whether the frame is still there: it would be sent again if it were forgotten. */
  readonly stillExists: StillExists;
}

export type StillExists = (frame: FrameIdentity) => Promise<boolean>;

/** What frames are forgotten from. */
export interface LedgerParts {
  readonly database: GuardedDatabase;
  readonly commits: GroupCommit;
}

/**
 * Forgets every frame that is old and gone, except those that failed: they wait for somebody to send
 * them again or to give them up. Walks through the records in slices, so that no step takes long; the
 * freed room is used for new records. A record that is forgotten takes 70 microseconds of processor
 * time, most of them for the look at its file, and one that is too young a fraction of one.
 *
 * @param cutoffMs wall clock, in milliseconds since 1970: frames that were settled before it are old.
 * @returns how many frames were forgotten.
 */
export async function forgetFrames(
  { database, commits }: LedgerParts,
  { cutoffMs, stillExists }: { readonly cutoffMs: number; readonly stillExists: StillExists },
  signal: AbortSignal,
): Promise<number> {
  const [sliceEnd, oldOnes, remove] = [SLICE_END, OLD_ONES, REMOVE].map((sql) =>
    database.prepare(sql),
  ) as [StatementOf, StatementOf, StatementOf];
  let start: Place = FIRST;
  let forgotten = 0;
  while (!signal.aborted) {
    const end = database.run(() => sliceEnd.get(...start)) as PlaceRow | undefined;
    const until: Place = end === undefined ? LAST : [end.sourceId, end.path];
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

/** The key of a record, in the order of the table. */
type Place = readonly [sourceId: number, path: string];

interface PlaceRow {
  readonly sourceId: number;
  readonly path: string;
}

interface OldRow extends FrameIdentity {
  readonly sourceId: number;
}

const FIRST: Place = [0, ""];
const LAST: Place = [Number.MAX_SAFE_INTEGER, ""];

/** Records in a slice. */
const SLICE_SIZE = 500;

const SLICE_END = `
  SELECT source_id AS sourceId, path FROM frames
  WHERE (source_id, path) > (?, ?) ORDER BY source_id, path LIMIT 1 OFFSET ${SLICE_SIZE - 1}`;

/** When a record last changed; one of an attempt has no outcome yet. */
export const TIME_OF_RECORD = "coalesce(settled_at_ms, first_seen_at_ms)";

const OLD_ONES = `
  SELECT source_id AS sourceId, source, path AS relativePath, byte_length AS byteLength,
    modified_at_ms AS modifiedAtMs
  FROM frames JOIN sources ON id = source_id
  WHERE (source_id, path) > (?, ?) AND (source_id, path) <= (?, ?)
    AND state <> 'failed' AND ${TIME_OF_RECORD} < ?`;

/** A frame that came back while its file was looked for is young again, and stays. */
const REMOVE = `
  DELETE FROM frames WHERE source_id = ? AND path = ? AND state <> 'failed'
    AND ${TIME_OF_RECORD} < ?`;
