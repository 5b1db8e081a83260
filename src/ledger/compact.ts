import type { GuardedDatabase } from "./guarded-database.ts";
import { isSqliteError } from "./ledger-fault.ts";

/**
 * Writes a database anew that is larger than it may be and mostly empty, as after its bound was
 * lowered: SQLite uses freed pages again, but never gives them back. 100 MB of records take about a
 * second. Where that fails, as on a full disk, the database stays as it is.
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
