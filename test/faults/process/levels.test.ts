import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { growth, levelsOf } from "./levels.ts";
import { liveMemoryIn, probedByItself } from "./live-memory.ts";

test("the levels of a process leave out how a program starts, and single peaks", () => {
  const steady = levelsOf([1, 5, 9, 9, 9, 70, 9, 9, 9, 9, 9, 90]);
  expect(steady).toEqual({ second: 9, last: 9, greatest: 90 });
  expect(growth(levelsOf([1, 2, 3, 4, 5, 6, 7, 8]))).toBe(4);
  expect(() => levelsOf([1, 2, 3])).toThrow(RangeError);
});

/** Keeps so many bytes of what it makes every 5 ms, and throws a megabyte away. */
async function levelsOfKeeping(bytes: number) {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "memory");
  const program = `
    const kept = [];
    setInterval(() => {
      new Array(100_000).fill(0.5);
      kept.push(Buffer.alloc(${bytes}, 1));
      if (kept.length === 200) process.exit();
    }, 5);`;
  const env = { ...process.env, ...probedByItself(file, 20) };
  await once(spawn(process.execPath, ["-e", program], { env, stdio: "inherit" }), "close");
  return levelsOf(liveMemoryIn(file));
}

test("the levels of a process tell what it keeps from what it only used", async () => {
  expect(growth(await levelsOfKeeping(0))).toBeLessThan(500_000);
  expect(growth(await levelsOfKeeping(50_000))).toBeGreaterThan(2_000_000);
});
