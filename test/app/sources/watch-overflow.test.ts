import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runWatch } from "../../../src/app/sources/watch-folders.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import type { RunSummary } from "../../../src/core/summary.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { watchSchema } from "../../../src/options/watch-options.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";
import { FrameMaker } from "../../support/frames/frame-maker.ts";
import { type Oracle, startOracle } from "../../faults/oracle/start-oracle.ts";
import { resultLines } from "../../support/results/result-lines.ts";

const FRAMES = 100;
const BACKLOG = 10;
const DROP_OLDEST = { whenFull: "drop-oldest", maxBacklog: BACKLOG };
const DROP_NEWEST = { whenFull: "drop-newest", maxBacklog: BACKLOG };

interface Watched {
  readonly summary: RunSummary;
  readonly results: readonly FrameResult[];
}

/** Watches a folder until it is idle; `onLanded` is told how many frames have landed. */
async function watch(
  oracle: Oracle,
  folder: TemporaryFolder,
  given: object,
  onLanded: (count: number) => void = () => {},
): Promise<Watched> {
  const options = checkOptions(watchSchema, {
    folders: [join(folder.path, "frames")],
    to: oracle.url,
    state: join(folder.path, "state"),
    concurrency: 2,
    untilIdleMs: 200,
    ...given,
  });
  let landed = 0;
  const emit = (event: RunEvent): void => {
    if (event.type === "frameLanded") onLanded((landed += 1));
  };
  const never = new AbortController().signal;
  const summary = await runWatch(options, { emit }, { drain: never, abort: never });
  return { summary, results: await resultLines(summary.results) };
}

/** Watches while a hundred frames land, of which the service answers none before so many were taken. */
async function watchAFlood(
  oracle: Oracle,
  folder: TemporaryFolder,
  given: object,
  taken: number = FRAMES,
): Promise<Watched> {
  const maker = await FrameMaker.make();
  await oracle.setCapacity({ workers: 0, serviceMs: 0 });
  await maker.writeFiles(join(folder.path, "frames"), { count: 0 });
  const enough = Promise.withResolvers<void>();
  const watching = watch(oracle, folder, given, (count) => {
    if (count === taken) enough.resolve();
  });
  await maker.writeFiles(join(folder.path, "frames"), { count: FRAMES, isAtomic: true });
  await enough.promise;
  await oracle.setCapacity(null);
  return await watching;
}

function namesOf(results: readonly FrameResult[], outcome: FrameResult["outcome"]): string[] {
  const found = results.filter((result) => result.outcome === outcome);
  return found.map(({ frame }) => frame).toSorted();
}

const nameOf = (index: number): string => `frame_${String(index).padStart(8, "0")}.jpg`;
const names = (from: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => nameOf(from + at));

describe("a watch whose frames land faster than a service takes them", () => {
  test("with drop-oldest sends the newest, and keeps the images of those that it drops", async () => {
    await using folder = await temporaryFolder();
    await using oracle = await startOracle();
    const given = { ...DROP_OLDEST, delete: true };
    const { summary, results } = await watchAFlood(oracle, folder, given);
    const delivered = namesOf(results, "delivered");
    expect(delivered).toEqual(expect.arrayContaining([...names(FRAMES - BACKLOG, BACKLOG)]));
    expect(summary.dropped).toBeGreaterThan(FRAMES / 2);
    expect(summary).toMatchObject({ landed: FRAMES, failed: 0, skipped: 0, complete: true });
    expect(summary.delivered + summary.dropped).toBe(FRAMES);
    expect(await readdir(join(folder.path, "frames"))).toEqual(namesOf(results, "dropped"));
    const [reason] = new Set(results.map(({ reason: why }) => why).filter((why) => why !== null));
    expect(reason).toBe("dropped as the oldest, because 10 frames were waiting");
  });

  test("with drop-newest sends the oldest", async () => {
    await using folder = await temporaryFolder();
    await using oracle = await startOracle();
    const { summary, results } = await watchAFlood(oracle, folder, DROP_NEWEST);
    expect(namesOf(results, "delivered")).toEqual(expect.arrayContaining([...names(0, BACKLOG)]));
    expect(namesOf(results, "dropped").at(-1)).toBe(nameOf(FRAMES - 1));
    expect(summary.dropped).toBeGreaterThan(FRAMES / 2);
    expect(summary.delivered + summary.dropped).toBe(FRAMES);
  });

  test("with block sends all of them", async () => {
    await using folder = await temporaryFolder();
    await using oracle = await startOracle();
    const { summary } = await watchAFlood(oracle, folder, { whenFull: "block" }, 32);
    expect(summary).toMatchObject({ landed: FRAMES, delivered: FRAMES, dropped: 0 });
  });
});

test("a frame that was dropped stays dropped for a live run, and is sent by one that blocks", async () => {
  await using folder = await temporaryFolder();
  await using oracle = await startOracle();
  const { dropped, delivered } = (await watchAFlood(oracle, folder, DROP_OLDEST)).summary;
  const again = await watch(oracle, folder, DROP_OLDEST);
  expect(again.summary).toMatchObject({ dropped, delivered: 0, skipped: delivered });
  const patient = await watch(oracle, folder, {});
  expect(patient.summary).toMatchObject({ delivered: dropped, dropped: 0, skipped: delivered });
  expect((await oracle.counts()).confirmedImages).toBe(FRAMES);
});

test("a greatest backlog without a policy that drops frames is an error", async () => {
  await using folder = await temporaryFolder();
  const watching = watch({ url: "http://127.0.0.1:9" } as Oracle, folder, { maxBacklog: 5 });
  await expect(watching).rejects.toMatchObject({ code: "ERR_OPTION" });
});
