import { join } from "node:path";
import { isMissing } from "../core/files/system-error.ts";
import { compactIfEmpty } from "./compact.ts";
import { GuardedDatabase } from "./guarded-database.ts";
import { RequiredFiles } from "./required-files.ts";
import { lockFileIn, acquireJob } from "./job-owner.ts";
import { Ledger } from "./ledger.ts";
import { isDamage } from "./ledger-fault.ts";
import { LedgerReader } from "./ledger-reader.ts";
import { makeJobFolder } from "./make-job-folder.ts";
import { refuseNetworkFolder } from "./refuse-network-folder.ts";
import { makePrivateFile } from "./private-files.ts";
import { salvageLedger } from "./salvage.ts";
import { isReadable, migrate } from "./schema.ts";
import { sizePlan } from "./size-bound.ts";

/** Options of a ledger; all but its size are for tests. */
export interface LedgerOptions {
  /** Maximum size on the disk, in bytes. @default unlimited */
  readonly maxBytes?: number;
  /** Wall clock, in milliseconds since 1970. @default Date.now */
  readonly wallClockMs?: () => number;
  /** Pages of 4 KiB by which the log may grow before a checkpoint. @default by its size, up to 4096 */
  readonly checkpointPages?: number;
}

/**
 * Opens the ledger of a job for writing, and creates it if it is missing. This process then owns the job,
 * until it closes the ledger or ends.
 *
 * @throws FrameferryError `ERR_JOB_OWNED` if another process owns the job, `ERR_LEDGER_UNUSABLE`,
 * `ERR_DISK_FULL` or `ERR_FOLDER_UNUSABLE` if its ledger cannot be used.
 */
export async function openLedger(jobFolder: string, options: LedgerOptions = {}): Promise<Ledger> {
  const { maxBytes = Number.POSITIVE_INFINITY, wallClockMs = Date.now } = options;
  const { checkpointPages } = { ...sizePlan(maxBytes), ...options };
  const isPrivate = await makeJobFolder(jobFolder);
  await refuseNetworkFolder(jobFolder);
  const ownership = await acquireJob(jobFolder);
  const path = ledgerFile(jobFolder);
  let database: GuardedDatabase | null = null;
  try {
    makePrivateFile(path);
    database = openIntact(path);
    const salvaged = database === null ? await salvageLedger(path) : null;
    database ??= new GuardedDatabase(path, { isReadOnly: false });
    // Commits are as safe as with `synchronous = FULL`, but flushed asynchronously by `LogSync`.
    database.execute(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${checkpointPages}`);
    compactIfEmpty(database, maxBytes);
    migrate(database);
    const requiredFiles = new RequiredFiles([path, `${path}-wal`, lockFileIn(jobFolder)]);
    return new Ledger(database, ownership, { requiredFiles, salvaged, isPrivate, wallClockMs });
  } catch (error) {
    database?.close();
    await ownership.release();
    throw error;
  }
}

/**
 * Opens the ledger of a job for reading, even during a run; `null` if there is none.
 *
 * Only its owner ever writes a ledger or runs a checkpoint: a reader's connection is read-only. That also
 * avoids the bug of SQLite before 3.51.3 (Node 22.22 has 3.50), which can destroy a database when two
 * connections write or checkpoint it at once (https://sqlite.org/wal.html, "The WAL-Reset Bug").
 *
 * @throws FrameferryError `ERR_LEDGER_UNUSABLE` if it cannot be read.
 */
export async function readLedger(jobFolder: string): Promise<LedgerReader | null> {
  const path = ledgerFile(jobFolder);
  if (isMissing(path)) return null;
  const database = new GuardedDatabase(path, { isReadOnly: true });
  try {
    if (isReadable(database)) return new LedgerReader(database);
  } catch (error) {
    database.close();
    throw error;
  }
  database.close();
  return null;
}

/**
 * Result of `look` for the ledger of a job; `null` if there is none, or it is damaged, which its owner
 * repairs.
 *
 * @throws FrameferryError `ERR_LEDGER_UNUSABLE` if it cannot be read.
 */
export async function queryLedger<Value>(
  jobFolder: string,
  look: (ledger: LedgerReader) => Value,
): Promise<Value | null> {
  try {
    await using ledger = await readLedger(jobFolder);
    return ledger === null ? null : look(ledger);
  } catch (error) {
    if (isDamage(error)) return null;
    throw error;
  }
}

/**
 * The database, or `null` if it is damaged. The check takes 45 ms for 100,000 records, a tenth more than SQLite's quick
 * one, which does not see records that are out of order, as in a copy that was made during a write.
 */
function openIntact(path: string): GuardedDatabase | null {
  const database = new GuardedDatabase(path, { isReadOnly: false });
  try {
    const check = database.run((connection) =>
      connection.prepare("PRAGMA integrity_check(1)").get(),
    );
    if (check?.["integrity_check"] === "ok") return database;
    database.close();
  } catch (error) {
    database.close();
    if (!isDamage(error)) throw error;
  }
  return null;
}

function ledgerFile(jobFolder: string): string {
  return join(jobFolder, "ledger.db");
}
