import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { BUILT_PROGRAM, whyNoBuiltProgram } from "../../support/program/built-program.ts";
import { killLoop } from "./kill-loop.ts";
import { seededRandom } from "../../support/samples/seeded-random.ts";

const COUNTING_UP = fileURLToPath(
  new URL("../../../fixtures/programs/counting-up.ts", import.meta.url),
);

test("a program is killed and started again until its work is done", async ({ signal }) => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "lines");
  const lineCount = (): number => (existsSync(file) ? readFileSync(file, "utf8").length / 2 : 0);
  const seen: number[] = [];
  const report = await killLoop(
    {
      commandLine: [process.execPath, COUNTING_UP, file, "200"],
      stateHome: folder.path,
      random: seededRandom(1),
      maxKills: 4,
      isDone: async () => lineCount() >= 200,
      onKilled: async (killCount) => void seen.push(killCount),
    },
    signal,
  );
  expect(report).toMatchObject({ isDone: true });
  // A second of work, of which no life of the program brings more than half.
  expect(report.kills).toBeGreaterThan(1);
  expect(seen).toEqual(Array.from({ length: report.kills }, (_, index) => index + 1));
  expect(report.kills + report.exits.length).toBe(report.starts);
});

test("a program that never ends by itself is ended politely when all is done, and killed at most as often as asked", async ({
  signal,
}) => {
  await using folder = await temporaryFolder();
  let startCount = 0;
  const report = await killLoop(
    {
      commandLine: [process.execPath, "-e", "setInterval(() => {}, 1000)"],
      stateHome: folder.path,
      random: () => 0,
      maxKills: 2,
      isDone: async () => (startCount += 1) > 5,
    },
    signal,
  );
  expect(report).toMatchObject({ kills: 2, starts: 3, isDone: true });
  expect(report.exits).toHaveLength(1);
});

test("an abort ends the kill loop and the program", async () => {
  await using folder = await temporaryFolder();
  const commandLine = [
    process.execPath,
    "-e",
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 9)",
  ];
  const options = { stateHome: folder.path, random: () => 0, isDone: async () => false };
  const loop = killLoop({ ...options, commandLine, maxKills: 0 }, AbortSignal.timeout(300));
  expect(await loop).toMatchObject({ kills: 1, isDone: false });
});

test("the kill loop kills at the same times for the same seed", () => {
  const row = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
  expect(row(3)).toEqual(row(3));
  expect(row(3)).not.toEqual(row(4));
  expect(row(3).every((number) => number >= 0 && number < 1)).toBe(true);
});

test.skipIf(whyNoBuiltProgram() !== undefined)(
  "the kill loop also kills the built program (needs npm run build)",
  async ({ signal }) => {
    await using folder = await temporaryFolder();
    const commandLine = [...BUILT_PROGRAM, "serve", "--port", "0"];
    let kills = 0;
    const isDone = async (): Promise<boolean> => kills === 2;
    const onKilled = async (killCount: number): Promise<void> => void (kills = killCount);
    const options = { stateHome: folder.path, random: seededRandom(2), maxKills: 9 };
    const loop = killLoop({ ...options, commandLine, isDone, onKilled }, signal);
    expect(await loop).toMatchObject({ kills: 2, starts: 2, exits: [], isDone: true });
  },
);
