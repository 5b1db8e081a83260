import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { outdated, type RecordedFile } from "../../../src/slicer/recording/retention.ts";

const DAY_MS = 86_400_000;

function file(path: string, byteLength: number, ageMs: number): RecordedFile {
  return { path, byteLength, endedAtMs: NOW.nowMs - ageMs };
}

const NOW = { nowMs: 100 * DAY_MS, openBytes: 10 };
const FILES = [file("a", 50, 9 * DAY_MS), file("b", 30, 7 * DAY_MS), file("c", 20, 1000)];

describe("of a recording", () => {
  test.each([
    [{ ageMs: null, sizeBytes: null }, []],
    [{ ageMs: 8 * DAY_MS, sizeBytes: null }, ["a"]],
    [{ ageMs: DAY_MS, sizeBytes: null }, ["a", "b"]],
    [{ ageMs: null, sizeBytes: 110 }, []],
    [{ ageMs: null, sizeBytes: 109 }, ["a"]],
    [{ ageMs: null, sizeBytes: 59 }, ["a", "b"]],
    [{ ageMs: 8 * DAY_MS, sizeBytes: 59 }, ["a", "b"]],
    [{ ageMs: 8 * DAY_MS, sizeBytes: 60 }, ["a"]],
    [{ ageMs: null, sizeBytes: 1 }, ["a", "b", "c"]],
  ])("kept as %o, the oldest files go: %j", (limits, gone) => {
    expect(outdated(FILES, limits, NOW).map(({ path }) => path)).toEqual(gone);
  });

  test("no more goes than its size asks for, and always the oldest", () => {
    const sizes = fc.array(fc.nat(100), { maxLength: 20 });
    fc.assert(
      fc.property(sizes, fc.nat(1000), fc.nat(100), (lengths, sizeBytes, openBytes) => {
        const files = lengths.map((length, at) => file(String(at), length, 0));
        const gone = outdated(files, { ageMs: null, sizeBytes }, { ...NOW, openBytes });
        expect(gone).toEqual(files.slice(0, gone.length));
        const sum = (some: readonly RecordedFile[]): number =>
          some.reduce((bytes, { byteLength }) => bytes + byteLength, openBytes);
        const kept = files.slice(gone.length);
        if (kept.length > 0) expect(sum(kept)).toBeLessThanOrEqual(sizeBytes);
        const last = gone.at(-1);
        if (last !== undefined) expect(sum([last, ...kept])).toBeGreaterThan(sizeBytes);
      }),
    );
  });
});
