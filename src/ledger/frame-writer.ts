import type { SQLInputValue, StatementSync } from "node:sqlite";
import type { FileStamp } from "../core/files/file-version.ts";
import type { FrameIdentity } from "../core/frame/frame-identity.ts";
import { idempotencyKey } from "../core/frame/idempotency-key.ts";
import type { FrameState, RecordedFrame, OutcomeRecord } from "./frame-record.ts";
import type { GuardedDatabase } from "./guarded-database.ts";
import { shortReason } from "./short-reason.ts";

/** Writes single rows; committing them is up to the caller. */
export class FrameWriter {
  readonly #upsert: StatementSync;
  readonly #updateStamp: StatementSync;
  readonly #addSource: StatementSync;
  readonly #recordCopied: StatementSync;
  readonly #sourceIds = new Map<string, number>();

  constructor(database: GuardedDatabase) {
    this.#upsert = database.prepare(UPSERT);
    this.#updateStamp = database.prepare(UPDATE_STAMP);
    this.#addSource = database.prepare(ADD_SOURCE);
    this.#recordCopied = database.prepare(RECORD_COPIED);
  }

  /**
   * Records a frame. A changed file replaces its earlier version; a delivered frame stays delivered,
   * whatever the result of a late or second attempt.
   */
  write(
    frame: RecordedFrame,
    state: FrameState,
    { attempts, status, reason, request, needsCopy = false }: Omit<OutcomeRecord, "outcome">,
    settledAtMs: number | null,
  ): void {
    const values: SQLInputValue[] = [
      this.sourceId(frame.source),
      frame.relativePath,
      frame.byteLength,
      frame.modifiedAtMs,
      idempotencyKey(frame),
      frame.index,
      frame.ptsSeconds,
      state,
      attempts,
      status,
      reason === null ? null : shortReason(reason),
      Math.round(frame.firstSeenAtMs),
      settledAtMs,
      state === "failed" ? (request ?? null) : null,
      frame.revision ?? null,
      ...stampValues(frame.stamp),
      frame.digest ?? null,
      Number(needsCopy),
    ];
    this.#upsert.run(...values);
  }

  /** Updates the stamp of a file whose bytes are unchanged. */
  updateStamp({ source, relativePath }: FrameIdentity, stamp: FileStamp): void {
    this.#updateStamp.run(...stampValues(stamp), this.sourceId(source), relativePath);
  }

  /** Records that the required copy of a frame was made. */
  recordCopied({ source, relativePath }: Pick<FrameIdentity, "source" | "relativePath">): void {
    this.#recordCopied.run(this.sourceId(source), relativePath);
  }

  sourceId(source: string): number {
    const known = this.#sourceIds.get(source);
    if (known !== undefined) return known;
    const id = Number(this.#addSource.get(source)?.["id"]);
    this.#sourceIds.set(source, id);
    return id;
  }
}

function stampValues(stamp: FileStamp | undefined): (number | null)[] {
  return [stamp?.device ?? null, stamp?.inode ?? null, stamp?.changedAtMs ?? null];
}

/** Columns of the table in the order of the values. */
const COLUMNS = [
  "source_id",
  "path",
  "byte_length",
  "modified_at_ms",
  "idempotency_key",
  "frame_index",
  "pts_seconds",
  "state",
  "attempts",
  "status",
  "reason",
  "first_seen_at_ms",
  "settled_at_ms",
  "request",
  "revision",
  "device",
  "inode",
  "changed_at_ms",
  "digest",
  "copy_owed",
] as const;

/** Attributes of the content stay when an attempt could not read the frame. */
const CONTENT: readonly string[] = ["device", "inode", "changed_at_ms", "digest"];

const UPSERT = `
  INSERT INTO frames (${COLUMNS.join(", ")}) VALUES (${COLUMNS.map(() => "?").join(", ")})
  ON CONFLICT (source_id, path) DO UPDATE SET
    first_seen_at_ms = CASE idempotency_key WHEN excluded.idempotency_key
      THEN first_seen_at_ms ELSE excluded.first_seen_at_ms END,
    ${CONTENT.map(
      (name) => `${name} = CASE WHEN excluded.digest IS NULL
        AND idempotency_key = excluded.idempotency_key THEN ${name} ELSE excluded.${name} END`,
    ).join(", ")},
    ${COLUMNS.filter(
      (name) => !["source_id", "path", "first_seen_at_ms", ...CONTENT].includes(name),
    )
      .map((name) => `${name} = excluded.${name}`)
      .join(", ")}
  WHERE state <> 'delivered' OR excluded.state = 'delivered'
    OR idempotency_key <> excluded.idempotency_key`;

const UPDATE_STAMP = `
  UPDATE frames SET device = ?, inode = ?, changed_at_ms = ? WHERE source_id = ? AND path = ?`;
const RECORD_COPIED = "UPDATE frames SET copy_owed = 0 WHERE source_id = ? AND path = ?";

/** An update without effect, because RETURNING only returns written rows. */
const ADD_SOURCE = `
  INSERT INTO sources (source) VALUES (?)
  ON CONFLICT (source) DO UPDATE SET source = excluded.source RETURNING id`;
