import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { join } from "node:path";
import { GroupCommit, groupDelayMs } from "../../src/ledger/group-commit.ts";
import { GuardedDatabase } from "../../src/ledger/guarded-database.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";

let folder: TemporaryFolder;
let database: GuardedDatabase;
let other: GuardedDatabase;
const opened: GroupCommit[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
  const path = join(folder.path, "numbers.db");
  database = new GuardedDatabase(path, { isReadOnly: false });
  database.execute("PRAGMA journal_mode = WAL; CREATE TABLE numbers (number INTEGER) STRICT");
  other = new GuardedDatabase(path, { isReadOnly: true });
});
afterEach(async () => {
  // Each holds the log open.
  await Promise.allSettled(opened.splice(0).map(async (commits) => await commits.close()));
  database.close();
  other.close();
  await folder[Symbol.asyncDispose]();
});

function groupCommit(check?: () => Promise<void>): GroupCommit {
  const commits = new GroupCommit(database, check);
  opened.push(commits);
  return commits;
}

/** What is committed is what another connection sees. */
function committed(): number {
  return Number(other.prepare("SELECT count(*) AS count FROM numbers").get()?.["count"]);
}

const insert = (): void => database.execute("INSERT INTO numbers VALUES (1)");

describe("the group commit", () => {
  test("commits writes of one moment together, and reports them together", async () => {
    const commits = groupCommit();
    const writes = [1, 2, 3].map(() => commits.write(insert));
    expect(committed()).toBe(0);
    await writes[0];
    expect(committed()).toBe(3);
    await Promise.all(writes);
  });

  test("commits lazy writes without a flush of their own, and flushes them with the next that needs one", async () => {
    let flushes = 0;
    const commits = groupCommit(async () => void (flushes += 1));
    await Promise.all([commits.writeLazily(insert), commits.writeLazily(insert)]);
    expect([committed(), flushes]).toEqual([2, 0]);
    await Promise.all([commits.writeLazily(insert), commits.write(insert)]);
    expect([committed(), flushes]).toEqual([4, 1]);
  });

  test("flushes a write that fills its group up, whatever else is in it", async () => {
    let flushes = 0;
    const commits = groupCommit(async () => void (flushes += 1));
    const lazy = Array.from({ length: 499 }, async () => await commits.writeLazily(insert));
    await Promise.all([...lazy, commits.write(insert)]);
    expect([committed(), flushes]).toEqual([500, 1]);
  });

  test("reports a lazy write that could not be committed", async () => {
    const commits = groupCommit();
    const failing = commits.writeLazily(() => database.execute("INSERT INTO nowhere VALUES (1)"));
    await expect(failing).rejects.toThrow("nowhere");
  });

  test("reports the time of each group that is safe, to whoever wants it", async () => {
    const commits = groupCommit();
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
    const commits = groupCommit(async () => await Promise.reject(failure));
    const reported: number[] = [];
    commits.onCommitted = (seconds) => reported.push(seconds);
    await expect(commits.write(insert)).rejects.toThrow("cannot be read or written");
    expect(reported).toEqual([]);
  });

  test("resolves no promise before the commit, whatever the size of the group", async () => {
    const commits = groupCommit();
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
    const commits = groupCommit();
    for (let count = 0; count < 501; count += 1) void commits.write(insert);
    expect(committed()).toBe(500);
    void commits.flush();
  });

  test("commits what is open at once when it is flushed", async () => {
    const commits = groupCommit();
    void commits.write(insert);
    const flushed = commits.flush();
    expect(committed()).toBe(1);
    await flushed;
    await commits.flush();
  });

  test("fails with one write its whole group, and every later write", async () => {
    const commits = groupCommit();
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
