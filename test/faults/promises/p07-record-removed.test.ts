import { execFile } from "node:child_process";
import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { runVideo, sendFiles, watchFolders } from "../../../src/index.ts";
import { readLedger } from "../../../src/ledger/open-ledger.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { type Collector, startCollector } from "../../support/services/collector.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { FrameMaker } from "../../support/frames/frame-maker.ts";
import { smallDisk, whyNoSmallDisk } from "../../support/files/small-disk.ts";

const FRAMES = 20;

/** The one job below a state folder. */
function onlyJob(state: string): string {
  const jobs = join(state, "jobs");
  return join(jobs, readdirSync(jobs)[0] ?? "none");
}

/** Names of the images that a service was sent, each once. */
function sentTo(service: Collector): ReadonlySet<string> {
  return new Set(service.requests.map(({ parts }) => parts[0]?.fileName ?? ""));
}

/** What is taken from under a run, each given the folder of its job; returns whether that has happened. */
const LOSSES: readonly (readonly [string, (job: string) => boolean])[] = [
  ["the state folder is removed", (job) => removed(dirname(dirname(job)))],
  ["the state folder is moved away", (job) => moved(dirname(dirname(job)))],
  ["the folder of the job is moved away", moved],
  ["the folder of the job is replaced by a copy of it", replaced],
  ["the ledger is removed", (job) => removed(join(job, "ledger.db"))],
  ["the log of the ledger is removed", (job) => removed(join(job, "ledger.db-wal"))],
  ["the lock of the owner is removed", (job) => removed(join(job, "owner.db"))],
  ["the results are removed", (job) => removed(join(job, "results"))],
];

/** In one step, for a folder that something is being written into cannot be emptied. */
function removed(path: string): boolean {
  const away = `${path}.removed`;
  renameSync(path, away);
  const isGone = !existsSync(path);
  // ffmpeg may still be writing into it.
  rmSync(away, { recursive: true, maxRetries: 100, retryDelay: 20 });
  return isGone;
}

function moved(path: string): boolean {
  renameSync(path, `${path}.away`);
  return !existsSync(path);
}

function replaced(path: string): boolean {
  const before = statSync(path).ino;
  const isMoved = moved(path);
  cpSync(`${path}.away`, path, { recursive: true });
  return isMoved && statSync(path).ino !== before;
}

describe("P7: a run whose record is taken from under it stops, and loses no image,", () => {
  test.each(LOSSES)("when %s", async (_, take) => {
    await using home = await temporaryFolder();
    await using service = await startCollector();
    const [incoming, state] = [join(home.path, "in"), join(home.path, "state")];
    const maker = await FrameMaker.make();
    const first = await maker.writeFiles(incoming, { count: FRAMES });
    const options = { to: service.url, state, delete: true };
    const watching = watchFolders({ folders: [incoming], ...options });
    watching.summary.catch(() => {});
    await expect.poll(async () => await readdir(incoming)).toEqual([]);

    const job = onlyJob(state);
    expect(take(job)).toBe(true);
    const second = await maker.writeFiles(incoming, { count: FRAMES, from: FRAMES });
    // Whichever file of the job is missed first.
    await expect(watching.summary).rejects.toMatchObject({
      kind: "environment",
      message: expect.stringContaining(job),
    });
    // None of them went, for what became of them is on record nowhere.
    expect((await readdir(incoming)).toSorted()).toEqual(second.map(({ path }) => path).toSorted());

    const { complete } = await sendFiles({ paths: [incoming], ...options }).summary;
    expect(complete).toBe(true);
    expect(await readdir(incoming)).toEqual([]);
    expect(sentTo(service)).toEqual(new Set([...first, ...second].map(({ path }) => path)));
  });

  test("when its disk is unmounted", async (context) => {
    const reason = await whyNoSmallDisk();
    if (reason !== undefined) context.skip(reason);
    await using home = await temporaryFolder();
    await using service = await startCollector();
    const disk = await smallDisk(2 ** 23);
    const incoming = join(home.path, "in");
    const maker = await FrameMaker.make();
    await maker.writeFiles(incoming, { count: FRAMES });
    const options = { to: service.url, state: disk.path, delete: true };
    const watching = watchFolders({ folders: [incoming], ...options });
    watching.summary.catch(() => {});
    await expect.poll(async () => await readdir(incoming)).toEqual([]);

    await promisify(execFile)("umount", ["-l", disk.path]);
    expect(readdirSync(disk.path)).toEqual([]);
    await maker.writeFiles(incoming, { count: FRAMES, from: FRAMES });
    await expect(watching.summary).rejects.toMatchObject({ kind: "environment" });
    expect(await readdir(incoming)).toHaveLength(FRAMES);
    rmSync(disk.path, { recursive: true });
  });

  test("also as a watch that has nothing to do", async () => {
    await using home = await temporaryFolder();
    await using service = await startCollector();
    const state = join(home.path, "state");
    await (await FrameMaker.make()).writeFiles(join(home.path, "in"), { count: 1 });
    const watching = watchFolders({
      folders: [join(home.path, "in")],
      to: service.url,
      state,
    });
    watching.summary.catch(() => {});
    await expect.poll(() => service.requests.length).toBe(1);
    expect(removed(join(onlyJob(state), "owner.db"))).toBe(true);
    await expect(watching.summary).rejects.toMatchObject({
      code: "ERR_RECORD_LOST",
      message: expect.stringMatching(
        /owner\.db, which this run works with, was removed or moved away during the run$/u,
      ),
    });
  });

  test("but not when another program rotates its results and another file is in their place", async () => {
    await using home = await temporaryFolder();
    await using service = await startCollector();
    const [incoming, results] = [join(home.path, "in"), join(home.path, "results.jsonl")];
    await (await FrameMaker.make()).writeFiles(incoming, { count: FRAMES });
    const watching = watchFolders({
      folders: [incoming],
      to: service.url,
      state: join(home.path, "state"),
      results,
      delete: true,
      maxFrames: 2 * FRAMES,
    });
    await expect.poll(async () => await readdir(incoming)).toEqual([]);
    renameSync(results, `${results}.1`);
    cpSync("/dev/null", results);
    await (await FrameMaker.make()).writeFiles(incoming, { count: FRAMES, from: FRAMES });
    expect((await watching.summary).delivered).toBe(2 * FRAMES);
  });

  test("and has failed no frame whose spool is removed: the next run slices and delivers it", async () => {
    await using home = await temporaryFolder();
    const going = Promise.withResolvers<void>();
    await using service = await startCollector({
      answer: async (_, number) => {
        if (number >= 10) await going.promise;
        return {};
      },
    });
    const state = join(home.path, "state");
    const options = { video: fixtureVideoPath(CFR_VIDEO.fileName), to: service.url };
    const run = runVideo({ ...options, state, concurrency: 2 });
    run.summary.catch(() => {});
    await expect.poll(() => service.requestCount).toBe(12);
    const spool = join(onlyJob(state), "frames");
    expect(removed(spool)).toBe(true);
    going.resolve();
    await expect(run.summary).rejects.toMatchObject({
      code: "ERR_RECORD_LOST",
      message: expect.stringContaining(spool),
    });

    await using ledger = await readLedger(onlyJob(state));
    expect(ledger?.counts().failed).toBe(0);
    const again = await runVideo({ ...options, state }).summary;
    expect(again).toMatchObject({ complete: true, failed: 0 });
    expect(sentTo(service).size).toBe(CFR_VIDEO.frameCount);
  });

  test("and ends with 5, and says which folder it was", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const run = delivery.start(["watch", "in", "--delete"]);
    await expect.poll(() => existsSync(delivery.path("in", "a.jpg"))).toBe(false);
    expect(removed(delivery.path("state"))).toBe(true);
    delivery.land("in/b.jpg");
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(5);
    expect(stderr).toContain(delivery.path("state"));
    expect(existsSync(delivery.path("in", "b.jpg"))).toBe(true);
  });
});
