import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { appendFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { GroupCommit } from "../../src/ledger/group-commit.ts";
import { GuardedDatabase } from "../../src/ledger/guarded-database.ts";
import { flushPauseMs, LogSync } from "../../src/ledger/log-sync.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";

let folder: TemporaryFolder;
let path: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  path = join(folder.path, "numbers.db");
});
afterEach(async () => await folder[Symbol.asyncDispose]());

/** How many flushes of any file have ended. */
async function countedFlushes() {
  const { open } = await import("node:fs/promises");
  await using probe = await open(join(folder.path, "probe"), "w");
  const prototype = Object.getPrototypeOf(probe) as { datasync: () => Promise<void> };
  return vi.spyOn(prototype, "datasync");
}

describe("the flush of the log", () => {
  test("is shared by all who ask before it begins, and never by those who ask later", async () => {
    await writeFile(`${path}-wal`, "x");
    using flushes = await countedFlushes();
    const log = new LogSync(path);
    const first = log.sync();
    await Promise.resolve();
    await appendFile(`${path}-wal`, "y");
    await Promise.all([first, log.sync(), log.sync(), log.sync()]);
    expect(flushes.mock.calls.length).toBe(2);
    await log.close();
  });

  test("pauses before the next one, until somebody is in a hurry", async () => {
    await writeFile(`${path}-wal`, "x");
    using flushes = await countedFlushes();
    const log = new LogSync(path);
    await log.sync();
    const second = log.sync();
    await nextTurn();
    expect(flushes.mock.calls.length).toBe(1);
    log.flushNow();
    await second;
    expect(flushes.mock.calls.length).toBe(2);
    await log.close();
  });

  test("is waited for by whoever closes the log", async () => {
    await writeFile(`${path}-wal`, "x");
    using flushes = await countedFlushes();
    const log = new LogSync(path);
    await log.sync();
    let isSafe = false;
    void log.sync().then(() => (isSafe = true));
    await log.close();
    expect([isSafe, flushes.mock.calls.length]).toEqual([true, 2]);
  });

  test("rejects for whoever waits for it when it fails, and for every later write", async () => {
    const database = new GuardedDatabase(path, { isReadOnly: false });
    database.execute("PRAGMA journal_mode = WAL; CREATE TABLE numbers (number INTEGER) STRICT");
    const commits = new GroupCommit(database);
    const insert = (): void => database.execute("INSERT INTO numbers VALUES (1)");
    using flushes = await countedFlushes();
    flushes.mockRejectedValue(Object.assign(new Error("no space"), { code: "ENOSPC" }));
    await expect(commits.write(insert)).rejects.toMatchObject({ code: "ERR_DISK_FULL" });
    await expect(commits.write(insert)).rejects.toMatchObject({ code: "ERR_DISK_FULL" });
    await commits.close();
    database.close();
  });

  test("fails where there is no log", async () => {
    await rm(`${path}-wal`, { force: true });
    const log = new LogSync(path);
    await expect(log.sync()).rejects.toMatchObject({ code: "ENOENT" });
    await log.close();
  });
});

test.each([
  [1, 0, 49],
  [1, 30, 19],
  [1, 100, 0],
  [40, 0, 40],
  [200, 50, 150],
  [4000, 0, 500],
])(
  "a flush of the log that took %d ms and ended %d ms ago has the next one begin after %d ms",
  (flushMs, sinceLastMs, pauseMs) => {
    expect(flushPauseMs(flushMs, sinceLastMs)).toBe(pauseMs);
  },
);
