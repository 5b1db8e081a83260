import { writeFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GuardedDatabase } from "../../src/ledger/guarded-database.ts";
import { openLedger, readLedger } from "../../src/ledger/open-ledger.ts";
import { isReadable, migrate } from "../../src/ledger/schema.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const STEPS = [
  "CREATE TABLE frames (path TEXT PRIMARY KEY)",
  "ALTER TABLE frames ADD COLUMN state TEXT NOT NULL DEFAULT 'delivered'",
  "CREATE TABLE about (name TEXT)",
];

function open(): GuardedDatabase {
  return new GuardedDatabase(join(folder.path, "old.db"), { isReadOnly: false });
}

test("a database of an older version is brought up to date, and keeps what it holds", () => {
  const old = open();
  migrate(old, STEPS.slice(0, 1));
  old.execute("INSERT INTO frames VALUES ('a.jpg')");
  old.close();

  const database = open();
  migrate(database, STEPS);
  migrate(database, STEPS);
  expect({ ...database.prepare("SELECT * FROM frames").get() }).toEqual({
    path: "a.jpg",
    state: "delivered",
  });
  expect({ ...database.prepare("PRAGMA user_version").get() }).toEqual({ user_version: 3 });
  database.close();
});

test("an upgrade of a database that fails leaves the version before it, whole", () => {
  const database = open();
  const failing = "CREATE TABLE half (name TEXT); INSERT INTO nowhere VALUES (1)";
  expect(() => migrate(database, [...STEPS.slice(0, 2), failing])).toThrow(/ledger/u);
  database.close();

  const again = open();
  expect({ ...again.prepare("PRAGMA user_version").get() }).toEqual({ user_version: 2 });
  expect(again.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([]);
  again.close();
});

async function ledgerWithVersion(version: number): Promise<void> {
  const ledger = await openLedger(folder.path);
  await ledger.close();
  const database = new DatabaseSync(join(folder.path, "ledger.db"));
  database.exec(`PRAGMA user_version = ${version}`);
  database.close();
}

test("a ledger of a newer program is left alone", async () => {
  await ledgerWithVersion(99);
  const refusal = {
    code: "ERR_LEDGER_UNUSABLE",
    message: expect.stringMatching(/ledger\.db was written by a newer frameferry/u),
    remedy: expect.stringContaining("update"),
  };
  await expect(openLedger(folder.path)).rejects.toMatchObject(refusal);
  await expect(readLedger(folder.path)).rejects.toMatchObject(refusal);
});

test("a reader changes no database of an older program, and waits for one that is being made", () => {
  const database = open();
  expect(isReadable(database, STEPS)).toBe(false);
  migrate(database, STEPS.slice(0, 1));
  expect(() => isReadable(database, STEPS)).toThrow(/older frameferry \(schema 1\)/u);
  migrate(database, STEPS);
  expect(isReadable(database, STEPS)).toBe(true);
  database.close();
});

test("a ledger that is being made counts as none", async () => {
  await writeFile(join(folder.path, "ledger.db"), "");
  expect(await readLedger(folder.path)).toBeNull();
});

test("a ledger from before a table that only writers need can still be read, and is brought up to date by a writer", async () => {
  await (await openLedger(folder.path))[Symbol.asyncDispose]();
  const older = new DatabaseSync(join(folder.path, "ledger.db"));
  older.exec("DROP TABLE handed_over; PRAGMA user_version = 4");
  older.close();
  {
    await using reader = await readLedger(folder.path);
    expect(reader?.failures()).toEqual([]);
    expect(reader?.counts()).toBeDefined();
    expect(reader?.skippedBy()).toEqual({});
  }
  await (await openLedger(folder.path))[Symbol.asyncDispose]();
  const renewed = new DatabaseSync(join(folder.path, "ledger.db"));
  expect(renewed.prepare("SELECT * FROM handed_over").all()).toEqual([]);
  renewed.close();
});
