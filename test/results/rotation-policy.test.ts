import { describe, expect, test } from "vitest";
import {
  isFull,
  type OlderFile,
  type ResultsLimits,
  surplusFiles,
} from "../../src/results/rotation-policy.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const GB = 1_000_000_000;
const names = (files: readonly OlderFile[]): readonly string[] => files.map(({ name }) => name);

function fileOf(name: string, byteLength: number, ageMs: number): OlderFile {
  return { name, byteLength, ageMs };
}

test.each([
  ["an empty file is never set aside", { byteLength: 0, ageMs: 90 * DAY_MS }, 5 * GB, false],
  ["nor one with room for what comes", { byteLength: 100_000_000, ageMs: 0 }, 20_000_000, false],
  ["one that would grow beyond its part is", { byteLength: 124_999_000, ageMs: 0 }, 2000, true],
  ["and so is one that is old for its part", { byteLength: 1, ageMs: 4 * DAY_MS }, 1, true],
])("the rotation policy sets files aside: %s", (_, file, added, expected) => {
  expect(isFull(file, added, { maxBytes: GB, keepMs: 30 * DAY_MS })).toBe(expected);
});

describe("of the older results files", () => {
  const limits = { maxBytes: 800, keepMs: 1000 };

  test("the oldest go, until the others leave room for the current one", () => {
    const files = [fileOf("c", 300, 1), fileOf("a", 300, 3), fileOf("b", 300, 2)];
    expect(names(surplusFiles(files, limits))).toEqual(["a"]);
  });

  test("those that are too old go, however small they are, and empty ones", () => {
    const files = [fileOf("old", 1, 1001), fileOf("young", 1, 1000), fileOf("empty", 0, 0)];
    expect(names(surplusFiles(files, limits))).toEqual(["old", "empty"]);
  });

  test("all others stay", () => {
    const files = [fileOf("a", 350, 1), fileOf("b", 350, 999)];
    expect(surplusFiles(files, limits)).toEqual([]);
  });
});

/** A folder of results, and what came of each minute of a camera: sizes alone, and a clock of its own. */
function simulate(limits: ResultsLimits, bytesPerMinute: number, days: number) {
  let older: { name: string; byteLength: number; bornMs: number; endedMs: number }[] = [];
  let current = { byteLength: 0, bornMs: 0 };
  let [maxBytes, minKeptMs, written] = [0, Number.POSITIVE_INFINITY, 0];
  for (let nowMs = 0; nowMs < days * DAY_MS; nowMs += 60_000) {
    if (isFull({ ...current, ageMs: nowMs - current.bornMs }, bytesPerMinute, limits)) {
      older.push({ ...current, name: String(nowMs), endedMs: nowMs });
      current = { byteLength: 0, bornMs: nowMs };
      const seen = older.map((file) => ({ ...file, ageMs: nowMs - file.endedMs }));
      const gone = new Set(names(surplusFiles(seen, limits)));
      for (const file of older.filter(({ name }) => gone.has(name)))
        minKeptMs = Math.min(minKeptMs, nowMs - file.endedMs);
      older = older.filter(({ name }) => !gone.has(name));
    }
    current.byteLength += bytesPerMinute;
    written += bytesPerMinute;
    const keptBytes = older.reduce((sum, { byteLength }) => sum + byteLength, 0);
    maxBytes = Math.max(maxBytes, keptBytes + current.byteLength);
  }
  return { maxBytes, minKeptMs, written };
}

describe("P48: results stay below their bound", () => {
  /** What a line of a small answer takes. */
  const LINE_BYTES = 270;
  const USUAL: ResultsLimits = { maxBytes: GB, keepMs: 30 * DAY_MS };

  test("over a month at 100 frames a second, of which the last nine hours are there", () => {
    const { maxBytes, minKeptMs, written } = simulate(USUAL, 100 * 60 * LINE_BYTES, 30);
    expect(written).toBeGreaterThan(69 * GB);
    expect(maxBytes).toBeLessThanOrEqual(GB);
    expect(maxBytes).toBeGreaterThan(0.85 * GB);
    expect(minKeptMs).toBeGreaterThan((7 / 24) * DAY_MS);
  });

  test("with a slow camera, of which nothing goes before its time", () => {
    const { maxBytes, minKeptMs } = simulate(USUAL, 60 * LINE_BYTES, 100);
    expect(minKeptMs).toBeGreaterThan(30 * DAY_MS);
    expect(maxBytes).toBeLessThanOrEqual(GB);
  });
});
