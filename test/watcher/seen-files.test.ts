import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FileVersion } from "../../src/core/files/file-version.ts";
import { type FileChange, SeenFiles } from "../../src/watcher/seen-files.ts";

interface Remembered {
  readonly version: FileVersion;
  readonly inode: number;
  round: number;
}

/** What the memory is to do, with a map of strings. */
class Model {
  readonly files = new Map<string, Remembered>();
  round = 0;

  compare(path: string, version: FileVersion, inode: number): FileChange {
    const file = this.files.get(path);
    if (file === undefined) return "new";
    file.round = this.round;
    const { byteLength, modifiedAtMs, stamp } = file.version;
    const isSame = byteLength === version.byteLength && modifiedAtMs === version.modifiedAtMs;
    if (!isSame) return file.inode === inode ? "rewritten" : "replaced";
    if (version.stamp === undefined) return "same";
    if (file.inode !== inode) return "swapped";
    const isUntouched = stamp === undefined || stamp.changedAtMs === version.stamp.changedAtMs;
    return isUntouched ? "same" : "touched";
  }

  endRound(): void {
    for (const [path, { round }] of this.files) if (round !== this.round) this.files.delete(path);
  }
}

const path = fc.constantFrom("a.jpg", "b.jpg", "b/a.jpg", "ä.jpg", "a".repeat(255), "__proto__");
const facts = {
  byteLength: fc.integer({ min: 0, max: 3 }),
  modifiedAtMs: fc.constantFrom(0, 1_700_000_000_000, 1_700_000_000_000.25),
};
const stamp = fc
  .constantFrom(0, 1_700_000_000_000, 1_700_000_000_000.25)
  .map((changedAtMs) => ({ changedAtMs, device: 1, inode: 1 }));
const version: fc.Arbitrary<FileVersion> = fc.oneof(
  fc.record(facts),
  fc.record({ ...facts, stamp }),
);
const inode = fc.constantFrom(1, 2, 2 ** 32 - 1);
const step = fc.oneof(
  fc.record({ kind: fc.constantFrom("compare", "remember"), path, version, inode }),
  fc.record({ kind: fc.constantFrom("forget", "has"), path }),
  fc.record({ kind: fc.constantFrom("beginRound", "endRound") }),
);

describe("the memory of files", () => {
  test("behaves as a map of paths does, over any number of rounds", () => {
    const check = fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const seen = new SeenFiles();
      const model = new Model();
      for (const one of steps) {
        take(one, seen, model);
        expect(seen.count).toBe(model.files.size);
      }
    });
    fc.assert(check, { numRuns: 200 });
  });

  test("holds many files, forgets as many, and needs no more room for those that come after", () => {
    const seen = new SeenFiles();
    const nameOf = (round: number, index: number): string => `camera/${round}/${index}.jpg`;
    for (let round = 0; round < 4; round += 1) {
      for (let index = 0; index < 5000; index += 1)
        seen.remember(nameOf(round, index), { byteLength: index, modifiedAtMs: round }, index);
      expect(seen.count).toBe(5000);
      for (let index = 0; index < 5000; index += 1) {
        const known = { byteLength: index, modifiedAtMs: round };
        expect(seen.compare(nameOf(round, index), known, index)).toBe("same");
        expect(seen.has(nameOf(round + 1, index))).toBe(false);
        seen.forget(nameOf(round, index));
      }
      expect(seen.count).toBe(0);
    }
  });

  test("takes no two of 200,000 paths for one", () => {
    const seen = new SeenFiles();
    const nameOf = (index: number): string => `frame_${String(index).padStart(8, "0")}.jpg`;
    for (let index = 0; index < 200_000; index += 1) {
      if (seen.has(nameOf(index))) throw new Error(`${nameOf(index)} is taken for another one`);
      seen.remember(nameOf(index), { byteLength: 1, modifiedAtMs: 1 }, 1);
    }
    expect(seen.count).toBe(200_000);
  });

  test("tells versions apart that differ by a byte or by a microsecond", () => {
    const seen = new SeenFiles();
    const modifiedAtMs = 1_764_065_000_123.456;
    seen.remember("a.jpg", { byteLength: 1000, modifiedAtMs }, 7);
    const other = [
      { byteLength: 1001, modifiedAtMs },
      { byteLength: 1000, modifiedAtMs: modifiedAtMs + 0.001 },
      { byteLength: 1000, modifiedAtMs: modifiedAtMs - 3_600_000 },
      { byteLength: 1000, modifiedAtMs: modifiedAtMs - 1e9 },
    ];
    for (const changed of other) expect(seen.compare("a.jpg", changed, 7)).toBe("rewritten");
    expect(seen.compare("a.jpg", { byteLength: 1000, modifiedAtMs }, 8)).toBe("same");
  });
});

type Step =
  | { kind: "compare" | "remember"; path: string; version: FileVersion; inode: number }
  | { kind: "forget" | "has"; path: string }
  | { kind: "beginRound" | "endRound" };

function take(one: Step, seen: SeenFiles, model: Model): void {
  switch (one.kind) {
    case "compare":
      expect(seen.compare(one.path, one.version, one.inode)).toBe(
        model.compare(one.path, one.version, one.inode),
      );
      break;
    case "remember":
      seen.remember(one.path, one.version, one.inode);
      model.files.set(one.path, { version: one.version, inode: one.inode, round: model.round });
      break;
    case "forget":
      seen.forget(one.path);
      model.files.delete(one.path);
      break;
    case "has":
      expect(seen.has(one.path)).toBe(model.files.has(one.path));
      break;
    case "beginRound":
      seen.beginRound();
      model.round += 1;
      break;
    case "endRound":
      seen.endRound();
      model.endRound();
      break;
  }
}
