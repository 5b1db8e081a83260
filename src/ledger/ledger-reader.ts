import type { StatementSync } from "node:sqlite";
import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import type { Outcome } from "../core/frame/frame-result.ts";
import {
  addLeftOut,
  isSelectionRule,
  type LeftOutCounts,
  type SelectionRule,
  totalLeftOut,
} from "../core/selection-rule.ts";
import type { FrameHistory, FrameRecord } from "./frame-record.ts";
import type { GuardedDatabase } from "./guarded-database.ts";
import { type IndexRange, rangesOf } from "./index-ranges.ts";
import { type JobInfo, readJobInfo } from "./job-info.ts";
import { FIND, type FoundRow, type RecordedContent, recordedContent } from "./recorded-content.ts";
import type { RecordedCrop } from "./recorded-crops.ts";

/**
 * Number of frames by what became of them. `pending` have landed and have no outcome yet: a second ago
 * where a run is at work, else when the last run ended.
 */
export type StateCounts = Readonly<Record<Outcome | "pending", number>>;

/** Selection of failed frames. */
export interface FailureFilter {
  /** Status of the last answer, or text in the reason; `null` for all. */
  readonly only?: string | null;
  /** Maximum number of frames; `null` for no limit. */
  readonly limit?: number | null;
}

/** Failed frames with the same status and reason. */
export interface FailureKind {
  /** HTTP status of their last answer; `null` if there was none. */
  readonly status: number | null;
  /** Reason of the failures. */
  readonly reason: string;
  /** Number of these frames. */
  readonly count: number;
  /** Path of one of the frames. */
  readonly example: string;
}

/** Reads a ledger. Every method throws a `FrameferryError` if the ledger cannot be read. */
export class LedgerReader implements AsyncDisposable {
  protected readonly database: GuardedDatabase;
  readonly #find: StatementSync;

  constructor(database: GuardedDatabase) {
    this.database = database;
    this.#find = database.prepare(FIND);
  }

  /** Record of exactly this frame; `null` if it has none, or its file has changed since. */
  find(frame: FrameIdentity): FrameHistory | null {
    const record = this.findContent(frame);
    const isOther = frame.revision !== undefined && frame.revision !== record?.revision;
    return isOther ? null : (record?.history ?? null);
  }

  /**
   * Record of this path, size and time, whatever the revision. A time that was only set back is the same. 2
   * microseconds for a frame without a record, 7 for one with (100,000 records, Node 24).
   */
  findContent({
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
    counts.skipped += totalLeftOut(this.leftOutBySlicer());
    return { ...counts, pending: Number(pending?.value ?? 0) };
  }

  /** Number of frames that a broker has taken and nobody has answered. */
  handedOver(): number {
    // A ledger of an earlier version has no such table, until somebody writes to it.
    if (this.#all(HAS_HAND_OVERS).length === 0) return 0;
    const [row] = this.#all<{ count: number }>(HANDED_OVER);
    return row?.count ?? 0;
  }

  /** Number of frames that ffmpeg has left out by each rule, of which there are no records; part of the skipped ones. */
  leftOutBySlicer(): LeftOutCounts {
    const [row] = this.#all<{ value: string }>(LEFT_OUT);
    return row === undefined ? {} : (JSON.parse(row.value) as LeftOutCounts);
  }

  /** Number of frames that each rule has left out; part of the skipped ones. */
  skippedBy(): LeftOutCounts {
    const counts: Partial<Record<SelectionRule, number>> = {};
    for (const { words, count } of this.#all<{ words: string; count: number }>(SKIPPED_BY)) {
      const rule = words.replace(/^no /u, "");
      if (isSelectionRule(rule)) counts[rule] = (counts[rule] ?? 0) + count;
    }
    return addLeftOut(counts, this.leftOutBySlicer());
  }

  /** What the images of a slice show, by their indexes. */
  crops(): readonly RecordedCrop[] {
    const [row] = this.#all<{ value: string }>(CROPS);
    return row === undefined ? [] : (JSON.parse(row.value) as readonly RecordedCrop[]);
  }

  /** Failed frames, in the order of their paths. */
  failures({ only = null, limit = null }: FailureFilter = {}): readonly FrameRecord[] {
    return this.#all(FAILURES, ...statusOrText(only), limit ?? -1);
  }

  /**
   * Number of frames that failed with other request settings than these. @param request digest of the
   * settings.
   */
  failedWithOtherSettings(request: string): number {
    return this.#all<{ count: number }>(FAILED_WITH_OTHER_SETTINGS, request)[0]?.count ?? 0;
  }

  /** Failed frames whose image has yet to be copied. */
  pendingCopies(): readonly FrameRecord[] {
    return this.#all(PENDING_COPIES);
  }

  /** Reasons of failures, the most frequent first. */
  failureKinds(only: string | null = null): readonly FailureKind[] {
    return this.#all(FAILURE_KINDS, ...statusOrText(only));
  }

  /** The indexes of all frames in these states: what a slice need not write again. */
  indexRanges(states: readonly Outcome[]): readonly IndexRange[] {
    const rows = this.#all<{ index: number }>(INDEXES, JSON.stringify(states));
    return rangesOf(rows.map(({ index }) => index));
  }

  /** All frames on record, in the order of their paths. */
  *frames(): Generator<FrameIdentity, void, void> {
    const frames = this.database.prepare(FRAMES);
    yield* frames.iterate() as unknown as Iterable<FrameIdentity>;
  }

  /** Settings of the job; `null` before they were recorded. */
  job(): JobInfo | null {
    const [row] = this.#all<{ value: string }>("SELECT value FROM about WHERE name = 'job'");
    return row === undefined ? null : readJobInfo(row.value);
  }

  /** Problems found by SQLite's integrity check of the whole file; empty for an intact ledger. */
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

/** Splits a filter: three digits are a status, anything else is text. */
function statusOrText(only: string | null): [status: number | null, text: string | null] {
  const isStatus = only !== null && /^\d{3}$/u.test(only);
  return isStatus ? [Number(only), null] : [null, only];
}

/**
 * Maximum age of a new file whose time may still be set back: `cp -p`, tar, Windows and many FTP servers
 * set the original time after the last byte, when the file may have been sent already. Rewriting a file
 * moves its time forward.
 */
const FRESH_MS = 60_000;

/** All columns with their names in `FrameRecord`. */
const RECORD_COLUMNS = `
  source, path AS relativePath, byte_length AS byteLength, modified_at_ms AS modifiedAtMs,
  idempotency_key AS idempotencyKey, frame_index AS "index", pts_seconds AS ptsSeconds, state,
  attempts, status, reason, request, first_seen_at_ms AS firstSeenAtMs, settled_at_ms AS settledAtMs
  FROM frames JOIN sources ON id = source_id`;

const FRAMES = `
  SELECT source, path AS relativePath, byte_length AS byteLength, modified_at_ms AS modifiedAtMs
  FROM frames JOIN sources ON id = source_id ORDER BY source_id, path`;

const PENDING = "SELECT value FROM about WHERE name = 'pending'";
const HAS_HAND_OVERS = "SELECT name FROM sqlite_master WHERE name = 'handed_over'";
const HANDED_OVER = "SELECT count(*) AS count FROM handed_over";
const CROPS = "SELECT value FROM about WHERE name = 'crops'";
const LEFT_OUT = "SELECT value FROM about WHERE name = 'leftOut'";
/** The reason of a rule begins with its name, such as `no motion:`. */
const SKIPPED_BY = `
  SELECT substr(reason, 1, instr(reason, ':') - 1) AS words, count(*) AS count
  FROM frames WHERE state = 'skipped' AND instr(reason, ':') > 0 GROUP BY words`;
const COUNTS = "SELECT state, count(*) AS count FROM frames GROUP BY state";

const HAS_FAILED = `state = 'failed' AND status IS coalesce(?1, status)
  AND (?2 IS NULL OR instr(lower(reason), lower(?2)) > 0)`;

const FAILURES = `
  SELECT ${RECORD_COLUMNS} WHERE ${HAS_FAILED}
  ORDER BY source_id, path LIMIT ?3`;

const PENDING_COPIES = `SELECT ${RECORD_COLUMNS} WHERE state = 'failed' AND copy_owed`;

const FAILURE_KINDS = `
  SELECT status, coalesce(reason, '') AS reason, count(*) AS count, min(path) AS example
  FROM frames WHERE ${HAS_FAILED} GROUP BY status, reason ORDER BY count(*) DESC, reason`;

const FAILED_WITH_OTHER_SETTINGS =
  "SELECT count(*) AS count FROM frames WHERE state = 'failed' AND attempts > 0 AND request <> ?";

const INDEXES = `
  SELECT frame_index AS "index" FROM frames
  WHERE frame_index IS NOT NULL AND state IN (SELECT value FROM json_each(?))
  ORDER BY frame_index`;
