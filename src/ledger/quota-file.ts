import { join } from "node:path";
import type { StatementSync } from "node:sqlite";
import { isMissing } from "../core/files/system-error.ts";
import { GuardedDatabase } from "./guarded-database.ts";
import { makePrivateFile } from "./private-files.ts";

/** Pair of numbers on record. */
type Pair = readonly [number, number];

/**
 * Requests that were granted to services with limits, by all processes that share a state folder. Each change is
 * on the disk before it returns, so that neither a crash nor a power failure forgets a request that has gone out.
 *
 * It has a rollback journal: with a write-ahead log, several writers could destroy it before SQLite 3.51.3
 * (https://sqlite.org/wal.html, "The WAL-Reset Bug").
 */
export class QuotaFile implements Disposable {
  readonly #database: GuardedDatabase;
  readonly #statements: Readonly<Record<"paces" | "days", Statements>>;

  private constructor(database: GuardedDatabase) {
    this.#database = database;
    database.execute(TABLES);
    this.#statements = {
      paces: statementsFor(database, "paces", "free_at_ms, noted_at_ms"),
      days: statementsFor(database, "days", "day, request_count"),
    };
  }

  /** @throws FrameferryError `ERR_LEDGER_UNUSABLE`, `ERR_DISK_FULL` if it cannot be used. */
  static open(stateFolder: string): QuotaFile {
    const path = quotaFile(stateFolder);
    makePrivateFile(path);
    return new QuotaFile(new GuardedDatabase(path, { isReadOnly: false }));
  }

  changePace(name: string, decide: (before: PaceRow | null) => PaceRow | null): void {
    this.#change("paces", name, (before) => {
      const after = decide(before && { freeAtMs: before[0], notedAtMs: before[1] });
      return after && [after.freeAtMs, after.notedAtMs];
    });
  }

  changeDay(name: string, decide: (before: DayRow | null) => DayRow | null): void {
    this.#change("days", name, (before) => {
      const after = decide(before && { day: before[0], count: before[1] });
      return after && [after.day, after.count];
    });
  }

  readDay(name: string): DayRow | null {
    const { read } = this.#statements.days;
    const row = this.#database.run(() => read.get(name)) as Record<string, number> | undefined;
    const [day = 0, count = 0] = Object.values(row ?? {});
    return row === undefined ? null : { day, count };
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #change(
    table: "paces" | "days",
    name: string,
    decide: (before: Pair | null) => Pair | null,
  ): void {
    const { read, write } = this.#statements[table];
    const database = this.#database;
    database.execute("BEGIN IMMEDIATE");
    const row = database.run(() => read.get(name)) as Record<string, number> | undefined;
    const [first = 0, second = 0] = Object.values(row ?? {});
    const after = decide(row === undefined ? null : [first, second]);
    if (after !== null) database.run(() => write.run(name, ...after));
    database.execute("COMMIT");
  }
}

/** Requests that were counted for a service; `null` if none ever were. @throws as `QuotaFile.open`. */
export function recordedDay(stateFolder: string, name: string): DayRow | null {
  if (isMissing(quotaFile(stateFolder))) return null;
  using file = QuotaFile.open(stateFolder);
  return file.readDay(name);
}

function quotaFile(stateFolder: string): string {
  return join(stateFolder, "quotas.db");
}

interface PaceRow {
  readonly freeAtMs: number;
  readonly notedAtMs: number;
}

interface DayRow {
  readonly day: number;
  readonly count: number;
}

interface Statements {
  readonly read: StatementSync;
  readonly write: StatementSync;
}

function statementsFor(database: GuardedDatabase, table: string, columns: string): Statements {
  return {
    read: database.prepare(`SELECT ${columns} FROM ${table} WHERE name = ?`),
    write: database.prepare(`INSERT OR REPLACE INTO ${table} (name, ${columns}) VALUES (?, ?, ?)`),
  };
}

const TABLES = `PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS paces
    (name TEXT PRIMARY KEY, free_at_ms REAL NOT NULL, noted_at_ms REAL NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS days
    (name TEXT PRIMARY KEY, day INTEGER NOT NULL, request_count INTEGER NOT NULL) STRICT;`;
