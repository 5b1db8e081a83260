import { expect, test } from "vitest";
import { SyncPace } from "../../src/core/files/sync-pace.ts";

/** Reads on until the pace is at once again, and tells how many reads went by the thread pool. */
function roundOf(pace: SyncPace, tookMs: (read: number) => number, most = 1000): number {
  let readCount = 0;
  for (; !pace.isAtOnce && readCount < most; readCount += 1)
    pace.noteInBackground(tookMs(readCount));
  return readCount;
}

test("files are read at once as long as that takes no time", () => {
  const pace = new SyncPace();
  for (const tookMs of [0.03, 0.2, 9.9]) pace.noteAtOnce(tookMs);
  expect(pace.isAtOnce).toBe(true);
});

test("after a slow read a few go by the thread pool, and then one is tried at once", () => {
  const pace = new SyncPace();
  pace.noteAtOnce(50);
  expect(roundOf(pace, () => 0.2)).toBe(16);
});

test("a folder of which some files are slow gets longer rounds, up to a limit", () => {
  const pace = new SyncPace();
  const rounds = [50, 50, 50, 50].map((tookMs) => {
    pace.noteAtOnce(0.03);
    pace.noteAtOnce(tookMs);
    return roundOf(pace, () => 0.2);
  });
  expect(rounds).toEqual([16, 64, 256, 256]);
});

test("a slow read long after the last is taken for chance, and gets a short round again", () => {
  const pace = new SyncPace();
  for (let round = 0; round < 3; round += 1) {
    pace.noteAtOnce(50);
    roundOf(pace, () => 0.2);
  }
  for (let read = 0; read < 256; read += 1) pace.noteAtOnce(0.03);
  pace.noteAtOnce(50);
  expect(roundOf(pace, () => 0.2)).toBe(16);
});

test("a folder that stays slow is never tried again", () => {
  const pace = new SyncPace();
  pace.noteAtOnce(50);
  expect(roundOf(pace, () => 50, 10_000)).toBe(10_000);
});

test("a folder that is quick again is tried again, however long a busy program kept most reads waiting", () => {
  const pace = new SyncPace();
  pace.noteAtOnce(50);
  for (let read = 0; read < 16; read += 1) pace.noteInBackground(50);
  expect(roundOf(pace, (read) => (read === 7 ? 0.3 : 30))).toBe(64);
});

test("reads that end after their round do not count for the next", () => {
  const pace = new SyncPace();
  pace.noteAtOnce(50);
  roundOf(pace, () => 0.2);
  pace.noteInBackground(50);
  expect(pace.isAtOnce).toBe(true);
});
