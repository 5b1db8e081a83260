import { describe, expect, test } from "vitest";
import { GrowingFiles } from "../../src/watcher/growing-files.ts";

const SETTLE_MS = 1000;
const SMALL = { byteLength: 10, modifiedAtMs: 1 };
const LARGE = { byteLength: 20, modifiedAtMs: 2 };

describe("files that are not whole yet", () => {
  test("are looked at again on a growing interval of at most two seconds", () => {
    const files = new GrowingFiles(SETTLE_MS);
    const looksAtMs: number[] = [];
    files.note("a", SMALL, 0);
    for (let nowMs = 1; nowMs < 9000; nowMs += 1) {
      if (files.due(nowMs).length === 0) continue;
      files.note("a", SMALL, nowMs);
      looksAtMs.push(nowMs);
    }
    const pausesMs = looksAtMs.map((atMs, look) => atMs - (looksAtMs[look - 1] ?? 0));
    expect(pausesMs).toEqual([20, 40, 80, 160, 320, 640, 1280, 2000, 2000, 2000]);
  });

  test("that change are looked at soon again", () => {
    const files = new GrowingFiles(SETTLE_MS);
    for (const nowMs of [0, 20, 60, 140]) files.note("a", SMALL, nowMs);
    files.note("a", LARGE, 200);
    expect(files.due(219)).toEqual([]);
    expect(files.due(220)).toEqual(["a"]);
  });

  test("that nobody looked at when they were due stay due", () => {
    const files = new GrowingFiles(SETTLE_MS);
    files.note("a", SMALL, 0);
    expect(files.due(20)).toEqual(["a"]);
    expect(files.nextDueMs).toBe(40);
    expect(files.due(40)).toEqual(["a"]);
  });

  test("are due each at its own time", () => {
    const files = new GrowingFiles(SETTLE_MS);
    files.note("a", SMALL, 0);
    files.note("b", SMALL, 10);
    expect(files.due(20)).toEqual(["a"]);
    files.note("a", SMALL, 20);
    expect(files.due(40)).toEqual(["b"]);
    files.forget("b");
    expect(files.due(60)).toEqual(["a"]);
    files.forget("a");
    expect([files.due(9999), files.nextDueMs]).toEqual([[], Number.POSITIVE_INFINITY]);
  });

  test("are given up once they have stayed as they are for the whole settle time", () => {
    const files = new GrowingFiles(SETTLE_MS);
    expect(files.isGivenUp("a", SMALL, 0)).toBe(false);
    files.note("a", SMALL, 0);
    files.note("a", SMALL, 500);
    expect(files.isGivenUp("a", SMALL, 999)).toBe(false);
    expect(files.isGivenUp("a", SMALL, 1000)).toBe(true);
    // A change is a sign of life.
    expect(files.isGivenUp("a", LARGE, 1000)).toBe(false);
    files.note("a", LARGE, 1000);
    expect(files.isGivenUp("a", LARGE, 1999)).toBe(false);
    expect(files.isGivenUp("a", LARGE, 2000)).toBe(true);
  });

  test("are restless when they keep changing for longer than the settle time", () => {
    const files = new GrowingFiles(SETTLE_MS);
    files.note("a", SMALL, 0);
    files.note("a", LARGE, 900);
    expect(files.isRestless("a", 999)).toBe(false);
    expect(files.isRestless("a", 1000)).toBe(true);
    files.forget("a");
    expect(files.isRestless("a", 1000)).toBe(false);
  });

  test("that could not be looked at begin their time anew", () => {
    const files = new GrowingFiles(SETTLE_MS);
    files.note("a", SMALL, 0);
    files.postpone("a", SMALL, 900);
    expect(files.isGivenUp("a", SMALL, 1800)).toBe(false);
    expect(files.due(999)).toEqual([]);
    expect(files.due(1000)).toEqual(["a"]);
  });

  test("that were given up, but may come back, keep nobody waiting", () => {
    const files = new GrowingFiles(SETTLE_MS);
    files.note("a", SMALL, 0);
    files.note("b", SMALL, 0);
    files.park("a");
    files.park("a");
    expect([files.waitingCount, files.isParked("a"), files.isParked("b")]).toEqual([
      1,
      true,
      false,
    ]);
    // Looking at it once more changes nothing, a new content does.
    files.note("a", SMALL, 100);
    expect(files.waitingCount).toBe(1);
    files.note("a", LARGE, 200);
    expect([files.waitingCount, files.isParked("a")]).toEqual([2, false]);
    files.park("a");
    files.forget("a");
    files.forget("a");
    expect([files.waitingCount, files.has("a"), files.has("b")]).toEqual([1, false, true]);
  });
});
