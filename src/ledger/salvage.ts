import { copyFile, open, rm } from "node:fs/promises";
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { idempotencyKey } from "../core/frame/idempotency-key.ts";
import { isSystemError } from "../core/files/system-error.ts";
import { GuardedDatabase } from "./guarded-database.ts";
import {
  isSqliteError,
  ledgerFault,
  logFault,
  RESULT_CODES,
  resultCodeOf,
} from "./ledger-fault.ts";
import { makePrivateFile } from "./private-files.ts";
import { migrate, SCHEMA_STEPS } from "./schema.ts";
import { loadSqlite } from "./sqlite.ts";
import { renameOver } from "../core/platform/rename-over.ts";

/**
 * Replaces a damaged database by a new one with every record that can still be read. Records are
 * independent: a missing one only means that its frame is sent again.
 *
 * A copy of a ledger that was made during a write can be damaged: its log may be newer than its tables. The
 * damaged file stays beside the new one, as `ledger.db.damaged`.
 *
 * @returns number of recovered frames.
 * @throws FrameferryError `ERR_LEDGER_UNUSABLE` for a file without readable tables.
 */
export async function salvageLedger(path: string): Promise<number> {
  return await rebuildBeside(path).catch((cause: unknown) => {
    throw isSystemError(cause) ? logFault(path, cause) : cause;
  });
}

async function rebuildBeside(path: string): Promise<number> {
  const [damaged, rebuilt] = [`${path}.damaged`, `${path}.rebuilt`];
  for (const old of [damaged, `${damaged}-wal`, rebuilt]) await rm(old, { force: true });
  await copyFile(path, damaged);
  await copyFile(`${path}-wal`, `${damaged}-wal`).catch(ignoreMissing);
  await dropSizeFromHeader(damaged);
  makePrivateFile(rebuilt);
  const saved = rebuildLedger(path, damaged, rebuilt);
  // The log must be gone before an unrelated file replaces the database.
  await rm(`${path}-wal`, { force: true });
  await renameOver(rebuilt, path);
  return saved;
}

function ignoreMissing(cause: NodeJS.ErrnoException): void {
  if (cause.code !== "ENOENT") throw cause;
}

/**
 * Sets the size in the header to 0, for which SQLite uses the size of the file; it reads nothing of a file
 * that is shorter than its header says (https://sqlite.org/fileformat2.html, "In-header database size").
 */
async function dropSizeFromHeader(path: string): Promise<void> {
  await using file = await open(path, "r+");
  await file.write(Buffer.alloc(4), 0, 4, 28);
}

function rebuildLedger(path: string, damagedPath: string, rebuiltPath: string): number {
  const { DatabaseSync } = loadSqlite();
  const damaged = new DatabaseSync(damagedPath, { readOnly: true });
  const rebuilt = new GuardedDatabase(rebuiltPath, { isReadOnly: false });
  try {
    const version = Number(damaged.prepare("PRAGMA user_version").get()?.["user_version"]);
    migrate(rebuilt, SCHEMA_STEPS.slice(0, version));
    rebuilt.execute("BEGIN");
    const saved = copyRows(damaged, rebuilt);
    rebuilt.execute("COMMIT");
    return saved;
  } catch (cause) {
    throw isSqliteError(cause) ? ledgerFault(path, cause) : cause;
  } finally {
    damaged.close();
    rebuilt.close();
  }
}

function copyRows(damaged: DatabaseSync, rebuilt: GuardedDatabase): number {
  const addFact = rowInserter(rebuilt, "about");
  for (const row of readableRows(damaged, "about", ["name"])) addFact(row);
  const sources = new Map<unknown, unknown>();
  const addSource = rowInserter(rebuilt, "sources");
  for (const row of readableRows(damaged, "sources", ["id"])) {
    sources.set(row["id"], row["source"]);
    addSource(row);
  }
  const saved = new Set<unknown>();
  const addFrame = rowInserter(rebuilt, "frames");
  for (const row of readableRows(damaged, "frames", ["source_id", "path"])) {
    const key = row["idempotency_key"];
    if (saved.has(key) || keyOf(row, sources.get(row["source_id"])) !== key) continue;
    saved.add(key);
    addFrame(row);
  }
  return saved.size;
}

type Row = Readonly<Record<string, SQLOutputValue>>;

/** Rows before the first damaged page, then, in reverse, those after the last one. */
function* readableRows(
  damaged: DatabaseSync,
  table: string,
  order: readonly string[],
): Generator<Row, void, void> {
  for (const direction of ["ASC", "DESC"]) {
    const columns = order.map((column) => `${column} ${direction}`).join(", ");
    const select = damaged.prepare(`SELECT * FROM ${table} ORDER BY ${columns}`);
    try {
      yield* select.iterate();
      return;
    } catch (cause) {
      if (!isSqliteError(cause) || !DAMAGE.has(resultCodeOf(cause))) throw cause;
    }
  }
}

/** A full disk or a lack of memory is no damage: what cannot be read is still there. */
const DAMAGE: ReadonlySet<number> = new Set([
  RESULT_CODES.corrupt,
  RESULT_CODES.notADatabase,
  RESULT_CODES.ioError,
]);

/** Inserts each row once, even if it is found from both ends. */
function rowInserter(database: GuardedDatabase, table: string): (row: Row) => void {
  let insert: StatementSync | undefined;
  return (row) => {
    const columns = Object.keys(row);
    insert ??= database.prepare(
      `INSERT OR IGNORE INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    );
    const statement = insert;
    database.run(() => statement.run(...Object.values(row)));
  };
}

/** Expected key of an intact row. */
function keyOf(row: Row, source: unknown): string {
  const revision = row["revision"] ?? null;
  return idempotencyKey({
    source: String(source),
    relativePath: String(row["path"]),
    byteLength: Number(row["byte_length"]),
    modifiedAtMs: Number(row["modified_at_ms"]),
    ...(revision === null ? {} : { revision: Number(revision) }),
  });
}
