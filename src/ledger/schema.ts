import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/spelling.ts";
import type { GuardedDatabase } from "./guarded-database.ts";

/**
 * What leads from each version of the schema to the next: the first step makes version 1 of an empty
 * database. A step that was ever released is never changed; a new one is added.
 *
 * `frames` is one tree in the order of the paths, without a further index: frames that are sent
 * together lie together, so that a commit writes few pages, and no index can disagree with it.
 */
export const SCHEMA_STEPS: readonly string[] = [
  `CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE sources (id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE) STRICT;
   CREATE TABLE frames (
     source_id INTEGER NOT NULL,
     path TEXT NOT NULL,
     byte_length INTEGER NOT NULL,
     modified_at_ms REAL NOT NULL,
     idempotency_key TEXT NOT NULL,
     frame_index INTEGER,
     pts_seconds REAL,
     state TEXT NOT NULL,
     attempts INTEGER NOT NULL,
     status INTEGER,
     reason TEXT,
     first_seen_at_ms INTEGER NOT NULL,
     settled_at_ms INTEGER,
     PRIMARY KEY (source_id, path)
   ) STRICT, WITHOUT ROWID;`,
  // Under which request a frame has failed: only those rows have one.
  "ALTER TABLE frames ADD COLUMN request TEXT",
  // Of files that are frames: what else the system said of them, and what their bytes were. Inodes may
  // have 64 bits, which JavaScript has no integers for: they need only be compared.
  `ALTER TABLE frames ADD COLUMN device REAL;
   ALTER TABLE frames ADD COLUMN inode REAL;
   ALTER TABLE frames ADD COLUMN changed_at_ms REAL;
   ALTER TABLE frames ADD COLUMN digest INTEGER;
   ALTER TABLE frames ADD COLUMN revision INTEGER;
   CREATE TABLE folders (
     source_id INTEGER NOT NULL,
     path TEXT NOT NULL,
     device REAL NOT NULL,
     inode REAL NOT NULL,
     PRIMARY KEY (source_id, path)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX folders_by_inode ON folders (inode);`,
  // Whether a copy of a failed image is promised and not made yet.
  `ALTER TABLE frames ADD COLUMN copy_owed INTEGER NOT NULL DEFAULT 0;`,
];

/**
 * Brings a database to the newest version, each step in a transaction of its own.
 *
 * @throws FrameferryError for a database of a newer program.
 */
export function migrate(database: GuardedDatabase, steps: readonly string[] = SCHEMA_STEPS): void {
  const version = schemaVersion(database);
  if (version > steps.length) throw newerSchema(database.path, version, steps.length);
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.execute(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

/**
 * Whether a database can be read as it is; `false` for one whose tables are still to be made.
 *
 * @throws FrameferryError if it has another version than the newest.
 */
export function isReadable(
  database: GuardedDatabase,
  steps: readonly string[] = SCHEMA_STEPS,
): boolean {
  const version = schemaVersion(database);
  if (version > steps.length) throw newerSchema(database.path, version, steps.length);
  if (version === steps.length || version === 0) return version > 0;
  throw new FrameferryError({
    code: "ERR_LEDGER_UNUSABLE",
    kind: "environment",
    message: `the ledger ${database.path} was written by an older frameferry (schema ${version})`,
    remedy: "run its job once more, which brings it up to date",
  });
}

function schemaVersion(database: GuardedDatabase): number {
  const row = database.run((connection) => connection.prepare("PRAGMA user_version").get());
  return Number(row?.["user_version"]);
}

function newerSchema(path: string, version: number, known: number): FrameferryError {
  return new FrameferryError({
    code: "ERR_LEDGER_UNUSABLE",
    kind: "environment",
    message: `the ledger ${path} was written by a newer frameferry (schema ${version}, known here: ${known})`,
    remedy: `update frameferry, or choose another folder with ${option("state")}`,
  });
}
