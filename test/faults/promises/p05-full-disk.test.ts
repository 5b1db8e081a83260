import { statfsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, type TestContext } from "vitest";
import type { RunSummary } from "../../../src/index.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";
import { slice } from "../../support/stages/sliced.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";
import { slicersOf, stateOf } from "../../support/program/ffmpeg-processes.ts";
import { runCommand, startCommand } from "../../support/program/command-run.ts";
import { spoolPath } from "../../support/program/spool-path.ts";
import { type LandedImage, landedIn } from "../../support/frames/frame-maker.ts";
import { judge, type Judgment } from "../judge/judge.ts";
import type { OracleFault } from "../oracle/oracle-fault.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";
import { type SmallDisk, smallDisk, whyNoSmallDisk } from "../../support/files/small-disk.ts";
import { resultLines } from "../../support/results/result-lines.ts";

const DISK_BYTES = 8 * 2 ** 20;
const QUICKLY = ["-c:v", "libx264", "-preset", "ultrafast"];
/** More than the disk holds. */
const FRAMES = 400;
/** A service that is there and answers nobody. */
const NOBODY = { workers: 0, serviceMs: 0 };
const BREAKING: OracleFault = { name: "down", action: { kind: "reset", during: "answer" } };

let folder: TemporaryFolder;
let video: string;
let frames: readonly LandedImage[];
beforeAll(async () => {
  folder = await temporaryFolder();
  video = join(folder.path, "clip.mkv");
  await ffmpeg(folder.path, ...testPicture("640x480", FRAMES / 25, 25), ...QUICKLY, video);
  frames = await landedIn((await slice(video, folder.path)).folder);
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** Mounts a disk of 8 MiB; the test is skipped where none can be mounted. */
async function eightMebibytes(context: TestContext): Promise<SmallDisk> {
  const reason = await whyNoSmallDisk();
  if (reason !== undefined) context.skip(reason);
  return await smallDisk(DISK_BYTES);
}

/** Each frame once on the wire, whole, and nothing else. */
async function judged(oracle: Oracle, summaries: readonly RunSummary[]): Promise<Judgment> {
  const lines = await Promise.all(summaries.map(async ({ results }) => await resultLines(results)));
  const client = lines
    .flat()
    .map(({ frame, outcome, reason }) => ({ path: frame, outcome, reason }));
  const exchanges = await oracle.exchanges();
  return judge({ landed: frames, client, exchanges, freshFrameMs: null });
}

describe("P5: a spool on a disk of 8 MiB", () => {
  test.for([
    { way: "answers nobody", faults: [], capacity: NOBODY },
    { way: "breaks every connection", faults: [BREAKING], capacity: null },
  ])(
    "is paused before the disk is full by a service that $way, which gets everything once it is up",
    async ({ faults, capacity }, context) => {
      await using disk = await eightMebibytes(context);
      await using oracle = await startOracle(faults);
      await oracle.setCapacity(capacity);
      const words = ["run", video, "--to", oracle.url, "--state", disk.path, "--json"];
      const run = startCommand(words, folder.path);
      await expect.poll(() => stateOf(slicersOf(video)[0])).toBe("T");
      const { bavail, bsize } = statfsSync(disk.path);
      expect(bavail * bsize).toBeGreaterThan(DISK_BYTES / 8);
      expect(run.process.exitCode).toBe(null);
      const { fired, confirmedImages } = await oracle.counts();
      expect(confirmedImages).toBe(0);
      for (const { name } of faults) expect(fired[name]).toBeGreaterThan(0);
      await oracle.setFaults([]);
      await oracle.setCapacity(null);
      const { exitCode, stdout, stderr } = await run.ended;
      const summary = JSON.parse(stdout) as RunSummary;
      expect(stderr).toMatch(/slicing paused: less than [\d.]+ MB is free/u);
      expect(summary).toMatchObject({ delivered: FRAMES, failed: 0, dropped: 0, complete: true });
      expect(summary.slicePauses).toBeGreaterThan(0);
      expect(exitCode).toBe(0);
      expect((await judged(oracle, [summary])).problems).toEqual([]);
      expect((await oracle.counts()).malformed).toBe(0);
    },
  );

  test("is filled where no floor is set: no cut image is sent, and the same command goes on when there is room", async (context) => {
    await using disk = await eightMebibytes(context);
    await using oracle = await startOracle();
    await oracle.setCapacity(NOBODY);
    const spool = spoolPath(folder.path, video, oracle.url);
    await mkdir(dirname(spool), { recursive: true });
    await symlink(disk.path, spool);
    const words = ["run", video, "--to", oracle.url, "--min-free", "0", "--json"];
    const run = startCommand(words, folder.path);
    await expect.poll(() => statfsSync(disk.path).bavail).toBeLessThan(16);
    await expect.poll(() => slicersOf(video)).toEqual([]);
    await oracle.setCapacity(null);
    const first = await run.ended;
    expect(first.exitCode).toBe(5);
    expect(first.stderr).toMatch(/the disk of the frames folder is full after \d+ frames?/u);
    const second = await runCommand(words, folder.path);
    expect(second.exitCode).toBe(0);
    const summaries = [first, second].map(({ stdout }) => JSON.parse(stdout) as RunSummary);
    expect(summaries[0]?.delivered).toBeGreaterThan(0);
    expect((await judged(oracle, summaries)).problems).toEqual([]);
  });
});
