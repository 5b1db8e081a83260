import type { GuardedDatabase } from "./guarded-database.ts";
import { isSqliteError } from "./ledger-fault.ts";

/**
 * Compacts a database that exceeds its limit and is mostly empty, such as after the limit was lowered:
 * SQLite reuses freed pages, but never returns them. 100 MB of records take about a second. If it fails,
 * for example on a full disk, the database stays as it is.
 */
export function compactIfEmpty(database: GuardedDatabase, maxBytes: number): void {
  const row = database.run((connection) => connection.prepare(SIZES).get());
  const [bytes, freeBytes] = [Number(row?.["bytes"]), Number(row?.["freeBytes"])];
  if (bytes <= maxBytes || freeBytes < bytes / 2) return;
  database.run((connection) => {
    try {
      connection.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (cause) {
      if (!isSqliteError(cause)) throw cause;
    }
  });
}

const SIZES = `
  SELECT page_count * page_size AS bytes, freelist_count * page_size AS freeBytes
  FROM pragma_page_count, pragma_freelist_count, pragma_page_size`;
