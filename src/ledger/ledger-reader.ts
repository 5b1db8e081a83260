import type { StatementSync } from "node:sqlite";
import type { FileStamp } from "../core/file-version.ts";
import type { FrameIdentity } from "../core/frame-identity.ts";
import type { Outcome } from "../core/result.ts";
import type { FrameRecord, KnownFrame } from "./frame-record.ts";
import type { GuardedDatabase } from "./guarded-database.ts";
import { type IndexRange, rangesOf } from "./index-ranges.ts";
import { type JobInfo, readJobInfo } from "./job-info.ts";

/**
 * Number of frames by what became of them. `pending` have landed and have no final word: a second ago
 * where a run is at work, else when the last run ended.
 */
export type StateCounts = Readonly<Record<Outcome | "pending", number>>;

/** Which failed frames are meant. */
export interface FailureFilter {
  /** Only those whose last answer had this status, or whose reason contains this text; `null` means all. */
  readonly only?: string | null;
  /** Most frames to return; `null` sets no limit. */
  readonly limit?: number | null;
}

/** Failed frames with the same status and reason. */
export interface FailureKind {
  /** HTTP status of their last answer; `null` if there was none. */
  readonly status: number | null;
  /** Why they were not delivered, in words. */
  readonly reason: string;
  /** Number of these frames. */
  readonly count: number;
  /** Path of one of them. */
  readonly example: string;
}

/** Asks a ledger. Every method throws a `FrameferryError` when the ledger cannot be read. */
export class LedgerReader implements AsyncDisposable {
  protected readonly database: GuardedDatabase;
  readonly #find: StatementSync;

  constructor(database: GuardedDatabase) {
    this.database = database;
    this.#find = database.prepare(FIND);
  }

  /** What is known of exactly this frame; `null` if it was never tried, or if its file has changed since. */
  find(frame: FrameIdentity): KnownFrame | null {
    const record = this.lookUp(frame);
    const isOther = frame.revision !== undefined && frame.revision !== record?.revision;
    return isOther ? null : (record?.known ?? null);
  }

  /**
   * What is on record under this path, size and time, whatever the revision. A time that was only set
   * back is no other. 2 microseconds for a frame without a record, 7 for one with (100,000 records,
   * Node 24).
   */
  lookUp({
    relativePath,
    source,
    byteLength,
    modifiedAtMs,
  }: FrameIdentity): RecordedContent | null {
    const found = this.database.run(() => this.#find.get(relativePath, source));
    if (found === undefined) return null;
    const row = found as unknown as FoundRow;
    if (row.byteLength !== byteLength) return null;
    const wasFresh = row.state === "delivered" && row.firstSeenAtMs - row.modifiedAtMs < FRESH_MS;
    const isSetBack = wasFresh && modifiedAtMs < row.modifiedAtMs;
    return row.modifiedAtMs === modifiedAtMs || isSetBack ? recordedContent(row) : null;
  }

  counts(): StateCounts {
    const [pending] = this.#all<{ value: string }>(PENDING);
    const counts = { delivered: 0, failed: 0, skipped: 0, dropped: 0 };
    for (const { state, count } of this.#all<{ state: Outcome; count: number }>(COUNTS)) {
      counts[state] = count;
    }
    return { ...counts, pending: Number(pending?.value ?? 0) };
  }

  /** Failed frames, in the order of their paths: parked until they are sent again. */
  failures({ only = null, limit = null }: FailureFilter = {}): readonly FrameRecord[] {
    return this.#all(FAILURES, ...statusOrText(only), limit ?? -1);
  }

  /** How many frames were sent and failed under another request than this one. @param request its digest. */
  failedUnderOthers(request: string): number {
    return this.#all<{ count: number }>(FAILED_UNDER_OTHERS, request)[0]?.count ?? 0;
  }

  /** Failed frames whose image was to be copied, and is not yet. */
  owedCopies(): readonly FrameRecord[] {
    return this.#all(OWED_COPIES);
  }

  /** Why frames failed, the most frequent first. */
  failureKinds(only: string | null = null): readonly FailureKind[] {
    return this.#all(FAILURE_KINDS, ...statusOrText(only));
  }

  /** The indexes of all frames in these states: what a slice need not write again. */
  indexRanges(states: readonly Outcome[]): readonly IndexRange[] {
    const rows = this.#all<{ index: number }>(INDEXES, JSON.stringify(states));
    return rangesOf(rows.map(({ index }) => index));
  }

  /** Every frame on record, in the order of their paths. */
  *frames(): Generator<FrameIdentity, void, void> {
    const frames = this.database.prepare(FRAMES);
    yield* frames.iterate() as unknown as Iterable<FrameIdentity>;
  }

  /** What the job was told to do; `null` before that was put on record. */
  job(): JobInfo | null {
    const [row] = this.#all<{ value: string }>("SELECT value FROM about WHERE name = 'job'");
    return row === undefined ? null : readJobInfo(row.value);
  }

  /** What SQLite's own check of the whole file finds wrong, in its words; empty for a sound ledger. */
  integrityProblems(): readonly string[] {
    const rows = this.#all<{ integrity_check: string }>("PRAGMA integrity_check");
    return rows.map((row) => row.integrity_check).filter((problem) => problem !== "ok");
  }

  async close(): Promise<void> {
    this.database.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #all<Row>(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.database.run((connection) => connection.prepare(sql).all(...values)) as Row[];
  }
}

/** One of both, or neither: three digits are a status. */
function statusOrText(only: string | null): [status: number | null, text: string | null] {
  const isStatus = only !== null && /^\d{3}$/u.test(only);
  return isStatus ? [Number(only), null] : [null, only];
}

/** What is on record of a frame, and of the bytes that it had. */
export interface RecordedContent {
  readonly known: KnownFrame;
  readonly revision: number | null;
  /** `null` where the file does not make the frame what it is, and in records of older versions. */
  readonly stamp: FileStamp | null;
  readonly digest: number | null;
}

interface FoundRow extends KnownFrame {
  readonly byteLength: number;
  readonly modifiedAtMs: number;
  readonly firstSeenAtMs: number;
  readonly revision: number | null;
  readonly device: number | null;
  readonly inode: number | null;
  readonly changedAtMs: number | null;
  readonly digest: number | null;
}

function recordedContent(row: FoundRow): RecordedContent {
  const { state, attempts, status, reason, request } = row;
  const { revision, device, inode, changedAtMs, digest } = row;
  const known = { state, attempts, status, reason, request };
  const isStamped = device !== null && inode !== null && changedAtMs !== null;
  return { known, revision, stamp: isStamped ? { device, inode, changedAtMs } : null, digest };
}

/**
 * `cp -p`, tar, Windows and many FTP servers give a file its old time after its last byte, when it may
 * have been sent already. Whoever writes a file anew moves its time forward.
 */
const FRESH_MS = 60_000;

const FIND = `
  SELECT state, attempts, status, reason, request, byte_length AS byteLength, modified_at_ms AS modifiedAtMs,
    first_seen_at_ms AS firstSeenAtMs, revision, device, inode, changed_at_ms AS changedAtMs, digest
  FROM frames WHERE path = ? AND source_id = (SELECT id FROM sources WHERE source = ?)`;

/** Every column under its name in `FrameRecord`. */
const RECORD_COLUMNS = `
  source, path AS relativePath, byte_length AS byteLength, modified_at_ms AS modifiedAtMs,
  idempotency_key AS idempotencyKey, frame_index AS "index", pts_seconds AS ptsSeconds, state,
  attempts, status, reason, request, first_seen_at_ms AS firstSeenAtMs, settled_at_ms AS settledAtMs
  FROM frames JOIN sources ON id = source_id`;

const FRAMES = `
  SELECT source, path AS relativePath, byte_length AS byteLength, modified_at_ms AS modifiedAtMs
  FROM frames JOIN sources ON id = source_id ORDER BY source_id, path`;

const PENDING = "SELECT value FROM about WHERE name = 'pending'";
const COUNTS = "SELECT state, count(*) AS count FROM frames GROUP BY state";

const HAS_FAILED = `state = 'failed' AND status IS coalesce(?1, status)
  AND (?2 IS NULL OR instr(lower(reason), lower(?2)) > 0)`;

const FAILURES = `
  SELECT ${RECORD_COLUMNS} WHERE ${HAS_FAILED}
  ORDER BY source_id, path LIMIT ?3`;

const OWED_COPIES = `SELECT ${RECORD_COLUMNS} WHERE state = 'failed' AND copy_owed`;

const FAILURE_KINDS = `
  SELECT status, coalesce(reason, '') AS reason, count(*) AS count, min(path) AS example
  FROM frames WHERE ${HAS_FAILED} GROUP BY status, reason ORDER BY count(*) DESC, reason`;

const FAILED_UNDER_OTHERS =
  "SELECT count(*) AS count FROM frames WHERE state = 'failed' AND attempts > 0 AND request <> ?";

const INDEXES = `
  SELECT frame_index AS "index" FROM frames
  WHERE frame_index IS NOT NULL AND state IN (SELECT value FROM json_each(?))
  ORDER BY frame_index`;
