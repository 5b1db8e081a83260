import { setImmediate as nextTurn } from "node:timers/promises";
import type { FrameIdentity } from "../core/frame-identity.ts";
import type { FrameRecord } from "./frame-record.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { GuardedDatabase } from "./guarded-database.ts";
import { RECORD_COLUMNS } from "./ledger-reader.ts";

/** Which frames need no longer be remembered. */
export interface ForgetPolicy {
  /** Time since a frame was settled before it may be forgotten, in milliseconds. */
  readonly rememberMs: number;
  /** Whether the frame is still there: it would be sent again if it were forgotten. */
  readonly stillExists: (frame: FrameIdentity) => Promise<boolean>;
}

/** Thirty days, in milliseconds. */
export const DEFAULT_REMEMBER_MS: number = 30 * 24 * 60 * 60 * 1000;

/**
 * Forgets every frame that is old and gone, except those that failed: they wait for somebody to send
 * them again or to give them up. Walks through the records in slices, so that no step takes long; the
 * freed room is used for new records.
 *
 * @param nowMs wall clock, in milliseconds since 1970.
 * @returns how many frames were forgotten.
 */
export async function forgetFrames(
  { database, commits }: { readonly database: GuardedDatabase; readonly commits: GroupCommit },
  { rememberMs, stillExists }: ForgetPolicy,
  nowMs: number,
  signal: AbortSignal,
): Promise<number> {
  const [slice, remove] = [database.prepare(SLICE), database.prepare(REMOVE)];
  const cutoffMs = nowMs - rememberMs;
  let last: SliceRow | undefined;
  let forgotten = 0;
  while (!signal.aborted) {
    const after = [last?.sourceId ?? 0, last?.relativePath ?? ""];
    const rows = database.run(() => slice.all(...after, SLICE_SIZE)) as unknown as SliceRow[];
    let committed: Promise<void> | undefined;
    for (const row of rows) {
      if (!isOld(row, cutoffMs) || (await stillExists(row))) continue;
      committed = commits.write(() => remove.run(row.sourceId, row.relativePath, cutoffMs));
      forgotten += 1;
    }
    await committed;
    last = rows.at(-1);
    if (last === undefined) break;
    await nextTurn();
  }
  return forgotten;
}

interface SliceRow extends FrameRecord {
  readonly sourceId: number;
}

function isOld({ state, settledAtMs, firstSeenAtMs }: FrameRecord, cutoffMs: number): boolean {
  return state !== "failed" && (settledAtMs ?? firstSeenAtMs) < cutoffMs;
}

/** Records that are looked at in one step; reading them takes about 3 ms. */
const SLICE_SIZE = 500;

const SLICE = `
  SELECT source_id AS sourceId, ${RECORD_COLUMNS}
  WHERE (source_id, path) > (?, ?) ORDER BY source_id, path LIMIT ?`;

/** A frame that came back while its file was looked for is young again, and stays. */
const REMOVE = `
  DELETE FROM frames WHERE source_id = ? AND path = ? AND state <> 'failed'
    AND coalesce(settled_at_ms, first_seen_at_ms) < ?`;
