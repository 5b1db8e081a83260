import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";

import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";
import { FrameMaker, type LandedImage } from "../../support/frames/frame-maker.ts";
import { judgeLedgers } from "../judge/judge-ledgers.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";
import { BUILT_PROGRAM, whyNoBuiltProgram } from "../../support/program/built-program.ts";
import { killLoop, type KillLoopReport } from "../process/kill-loop.ts";
import { seededRandom } from "../../support/samples/seeded-random.ts";

const CONCURRENCY = 8;
const KILLS = 14;
const why = whyNoBuiltProgram();

let maker: FrameMaker;
beforeAll(async () => {
  maker = await FrameMaker.make();
});

/** Every frame is answered whole, the client says so, its ledgers are sound, and little was sent twice. */
async function expectNothingLost(
  oracle: Oracle,
  stateHome: string,
  landed: readonly LandedImage[],
  { kills, isDone, exits }: KillLoopReport,
): Promise<void> {
  expect({ kills, isDone }).toEqual({ kills: KILLS, isDone: true });
  expect(exits.map(({ exitCode }) => exitCode)).toEqual([0]);
  const verdict = await judgeLedgers(stateHome, { landed, oracle, freshFrameMs: null });
  expect(verdict.problems).toEqual([]);
  expect(verdict.duplicates).toMatchObject({ otherKey: 0, withoutKey: 0 });
  expect(verdict.duplicates.total).toBeLessThanOrEqual(kills * CONCURRENCY);
}

describe.skipIf(why !== undefined)(
  `P1: SIGKILL loses no frame${why === undefined ? "" : ` (${why})`}`,
  () => {
    const FRAMES = 1700;
    const OPTIONS = ["-c", String(CONCURRENCY), "-q"];

    async function killed(
      words: readonly string[],
      stateHome: string,
      seed: number,
      isDone: () => Promise<boolean>,
    ): Promise<KillLoopReport> {
      const { signal } = new AbortController();
      const commandLine = [...BUILT_PROGRAM, ...words];
      const random = seededRandom(seed);
      return await killLoop({ commandLine, stateHome, random, maxKills: KILLS, isDone }, signal);
    }

    test("of a send", async () => {
      await using folder = await temporaryFolder();
      await using oracle = await startOracle();
      await oracle.setCapacity({ workers: CONCURRENCY, serviceMs: 10 });
      const landed = await maker.writeFiles(join(folder.path, "in"), { count: FRAMES });
      const words = ["send", join(folder.path, "in"), "--to", oracle.url, ...OPTIONS];
      const isDone = async (): Promise<boolean> => false;
      const report = await killed(words, folder.path, 1, isDone);
      const done = { ...report, isDone: (await oracle.counts()).acceptedImages >= FRAMES };
      await expectNothingLost(oracle, folder.path, landed, done);
    });

    test("of a watch, while frames land", async () => {
      await using folder = await temporaryFolder();
      await using oracle = await startOracle();
      await oracle.setCapacity({ workers: CONCURRENCY, serviceMs: 10 });
      const incoming = join(folder.path, "in");
      const landing = landSlowly(incoming, FRAMES);
      const words = ["watch", incoming, "--to", oracle.url, ...OPTIONS];
      const hasAll = async (): Promise<boolean> => (await oracle.counts()).acceptedImages >= FRAMES;
      const report = await killed(words, folder.path, 2, hasAll);
      await expectNothingLost(oracle, folder.path, await landing, report);
    });

    async function landSlowly(folder: string, count: number): Promise<readonly LandedImage[]> {
      const landed: LandedImage[] = [];
      for (let from = 0; from < count; from += 20) {
        landed.push(...(await maker.writeFiles(folder, { count: 20, from, isAtomic: true })));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return landed;
    }

    test("of a run, whose slice goes on where it was", async () => {
      await using folder = await temporaryFolder();
      await using oracle = await startOracle();
      await oracle.setCapacity({ workers: CONCURRENCY, serviceMs: 10 });
      const video = join(folder.path, "clip.mp4");
      const picture = testPicture("64x48", FRAMES / 25, 25);
      await ffmpeg(folder.path, ...picture, "-c:v", "libx264", "-preset", "ultrafast", video);
      const words = ["run", video, "--to", oracle.url, ...OPTIONS];
      const report = await killed(words, folder.path, 3, async () => false);
      const exchanges = await oracle.exchanges();
      // The images are gone: what landed is what the service was sent, and there must be one of each index.
      const landed = [...new Map(exchanges.map(({ fileName, digest }) => [fileName, digest]))].map(
        ([path, digest]) => ({ path: path ?? "", digest: digest ?? "" }),
      );
      expect(landed).toHaveLength(FRAMES);
      await expectNothingLost(oracle, folder.path, landed, { ...report, isDone: true });
    });
  },
);
