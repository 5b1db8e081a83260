import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { join } from "node:path";
import { GroupCommit, groupDelayMs } from "../../src/ledger/group-commit.ts";
import { GuardedDatabase } from "../../src/ledger/guarded-database.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";

let folder: TemporaryFolder;
let database: GuardedDatabase;
let other: GuardedDatabase;
beforeEach(async () => {
  folder = await temporaryFolder();
  const path = join(folder.path, "numbers.db");
  database = new GuardedDatabase(path, { isReadOnly: false });
  database.execute("PRAGMA journal_mode = WAL; CREATE TABLE numbers (number INTEGER) STRICT");
  other = new GuardedDatabase(path, { isReadOnly: true });
});
afterEach(async () => {
  database.close();
  other.close();
  await folder[Symbol.asyncDispose]();
});

/** What is committed is what another connection sees. */
function committed(): number {
  return Number(other.prepare("SELECT count(*) AS count FROM numbers").get()?.["count"]);
}

const insert = (): void => database.execute("INSERT INTO numbers VALUES (1)");

describe("the group commit", () => {
  test("commits writes of one moment together, and reports them together", async () => {
    const commits = new GroupCommit(database);
    const writes = [1, 2, 3].map(() => commits.write(insert));
    expect(committed()).toBe(0);
    await writes[0];
    expect(committed()).toBe(3);
    await Promise.all(writes);
  });

  test("reports the time of each group that is safe, to whoever wants it", async () => {
    const commits = new GroupCommit(database);
    const reported: number[] = [];
    await commits.write(insert);
    commits.onCommitted = (seconds) => reported.push(seconds);
    await Promise.all([commits.write(insert), commits.write(insert)]);
    await commits.write(insert);
    await expect.poll(() => reported).toHaveLength(2);
    expect(Math.min(...reported)).toBeGreaterThan(0);
  });

  test("reports no time of a group that failed", async () => {
    const failure = new Error("the file is gone");
    const commits = new GroupCommit(database, async () => await Promise.reject(failure));
    const reported: number[] = [];
    commits.onCommitted = (seconds) => reported.push(seconds);
    await expect(commits.write(insert)).rejects.toThrow("cannot be read or written");
    expect(reported).toEqual([]);
  });

  test("resolves no promise before the commit, whatever the size of the group", async () => {
    const commits = new GroupCommit(database);
    const seen: number[] = [];
    const writes = Array.from({ length: 1234 }, async (_, place) => {
      await commits.write(insert);
      seen.push(committed() - place);
    });
    await Promise.all(writes);
    expect(Math.min(...seen)).toBeGreaterThan(0);
    expect(committed()).toBe(1234);
  });

  test("does not wait for its time when the group is full", () => {
    const commits = new GroupCommit(database);
    for (let count = 0; count < 501; count += 1) void commits.write(insert);
    expect(committed()).toBe(500);
    void commits.flush();
  });

  test("commits what is open at once when it is flushed", async () => {
    const commits = new GroupCommit(database);
    void commits.write(insert);
    const flushed = commits.flush();
    expect(committed()).toBe(1);
    await flushed;
    await commits.flush();
  });

  test("fails with one write its whole group, and every later write", async () => {
    const commits = new GroupCommit(database);
    const before = commits.write(insert);
    const failing = commits.write(() => database.execute("INSERT INTO nowhere VALUES (1)"));
    const later = commits.write(insert);
    const [first, second, third] = await Promise.allSettled([before, failing, later]);
    expect(first).toMatchObject({ status: "rejected", reason: { code: "ERR_LEDGER_UNUSABLE" } });
    expect(second).toEqual(first);
    expect(third).toEqual(first);
    expect(committed()).toBe(0);
  });
});

test.each([
  [0, 10],
  [4, 6],
  [10, 0],
  [1000, 0],
])(
  "a group commit that begins %d ms after the last one stays open for %d ms",
  (sinceLastMs, delayMs) => {
    expect(groupDelayMs(sinceLastMs)).toBe(delayMs);
  },
);
