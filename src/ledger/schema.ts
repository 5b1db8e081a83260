import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/option-spelling.ts";
import type { GuardedDatabase } from "./guarded-database.ts";

/**
 * Migrations from each version of the schema to the next; the first one makes version 1 of an empty
 * database. A released step is never changed; new ones are appended.
 *
 * `frames` is one tree in the order of the paths, without a further index: frames that are sent together
 * are adjacent, so that a commit writes few pages, and there is no index to become inconsistent.
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
  // Request settings of a failed frame; other rows have none.
  "ALTER TABLE frames ADD COLUMN request TEXT",
  // Further attributes of files and their digests. Inodes may have 64 bits, beyond JavaScript's integers:
  // they are only compared.
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
  // True if a copy of a failed image is required and has not been made yet.
  `ALTER TABLE frames ADD COLUMN copy_owed INTEGER NOT NULL DEFAULT 0;`,
  // Frames that a broker has taken and nobody has answered yet. Times are milliseconds since 1970.
  `CREATE TABLE handed_over (
     idempotency_key TEXT PRIMARY KEY,
     since_ms INTEGER NOT NULL,
     round INTEGER NOT NULL,
     at_ms INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
];

/**
 * Migrates a database to the newest version, each step in its own transaction.
 *
 * @throws FrameferryError for a database of a newer version.
 */
export function migrate(database: GuardedDatabase, steps: readonly string[] = SCHEMA_STEPS): void {
  const version = schemaVersion(database);
  if (version > steps.length) throw newerSchema(database.path, version, steps.length);
  for (const [index, step] of steps.entries()) {
    if (index < version) continue;
    database.execute(`BEGIN IMMEDIATE; ${step}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

/** The version that has all that readers look at: what came later, only writers need. */
const READABLE_SINCE = 4;

/**
 * True if a database can be read as it is; `false` for one without tables.
 *
 * @throws FrameferryError if it has a version that lacks what readers look at, or is newer than this program.
 */
export function isReadable(
  database: GuardedDatabase,
  steps: readonly string[] = SCHEMA_STEPS,
): boolean {
  const version = schemaVersion(database);
  if (version > steps.length) throw newerSchema(database.path, version, steps.length);
  if (version >= Math.min(steps.length, READABLE_SINCE) || version === 0) return version > 0;
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
