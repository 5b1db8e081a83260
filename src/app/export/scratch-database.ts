import type { DatabaseSync } from "node:sqlite";
import { FrameferryError } from "../../core/errors.ts";
import { isSqliteError, RESULT_CODES, resultCodeOf } from "../../ledger/ledger-fault.ts";
import { loadSqlite } from "../../ledger/sqlite.ts";

/**
 * A database on the disk that goes when it is closed, or the program ends in any way: SQLite unlinks its file
 * at once (https://sqlite.org/inmemorydb.html, "temporary databases"). It takes 16 MB of memory.
 */
export function openScratch(): DatabaseSync {
  const { DatabaseSync: Database } = loadSqlite();
  const database = new Database("");
  database.exec(
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -16000",
  );
  return database;
}

/** What a user can do about a failure of such a database; any other error as it is. */
export function scratchFault(error: unknown): unknown {
  if (!isSqliteError(error) || !FAULTS.has(resultCodeOf(error))) return error;
  return new FrameferryError({
    code: "ERR_DISK_FULL",
    kind: "environment",
    message: `the folder for temporary files cannot be written: ${error.message}`,
    remedy: "make room, or name another folder in the environment variable SQLITE_TMPDIR",
    cause: error,
  });
}

const FAULTS: ReadonlySet<number> = new Set([
  RESULT_CODES.full,
  RESULT_CODES.ioError,
  RESULT_CODES.cannotOpen,
]);
