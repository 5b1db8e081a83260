import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { systemClock } from "../../../src/core/concurrency/clock.ts";
import type { Frame } from "../../../src/core/frame/frame.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { frameFiles } from "../../support/frames/frame-files.ts";
import { Run, submitterTo } from "../../support/stages/submitter-run.ts";
import { startOracle } from "../oracle/start-oracle.ts";

const [SLOW, BURST] = [60, 1500];

/** One frame every 25 ms, of which the service could take 30 in that time; then all others at once. */
async function* slowlyAtFirst(
  frames: readonly Frame[],
  noteBurst: () => void,
): AsyncGenerator<Frame> {
  for (const frame of frames.slice(0, SLOW)) {
    yield frame;
    await sleep(25);
  }
  noteBurst();
  yield* frames.slice(SLOW);
}

test("P31: a slow producer leaves the limit alone, and a burst raises it at a real service", async () => {
  await using folder = await temporaryFolder();
  await using oracle = await startOracle();
  await oracle.setCapacity({ workers: 24, serviceMs: 20 });
  const settings = { clock: systemClock, random: Math.random, concurrency: "auto" } as const;
  await using submitter = submitterTo(oracle.url, settings);
  const frames = await frameFiles(folder.path, SLOW + BURST);
  const before: number[] = [];
  const limits = (): number[] => run.eventsOf("limitChanged").map(({ limit }) => limit);
  const run: Run = new Run(
    submitter,
    slowlyAtFirst(frames, () => before.push(...limits())),
  );
  await run.ended;
  expect(run.results.filter(({ outcome }) => outcome === "delivered")).toHaveLength(SLOW + BURST);
  expect(before).toEqual([4]);
  expect(Math.max(...limits())).toBeGreaterThanOrEqual(8);
});
