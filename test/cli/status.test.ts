import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jobFolder } from "../../src/ledger/job-folder.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { startLedgerProcess } from "../support/program/ledger-process.ts";
import { DELIVERED, failedWith, settledFrame } from "../support/samples/settled-frame.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { runCommand } from "../support/program/command-run.ts";

const GENEROUS = { interval: 200 };

let home: TemporaryFolder;
let state: string;
beforeEach(async () => {
  home = await temporaryFolder();
  state = join(home.path, "frameferry");
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

/** A job of a video of five frames, of which two are delivered, one has failed and one is pending. */
async function recordJob(name: string): Promise<string> {
  const source = { kind: "video", paths: [`/videos/${name}`] } as const;
  const service = "http://127.0.0.1:8000/predict";
  const folder = jobFolder(state, { source, service });
  await using ledger = await openLedger(folder);
  const info = { source, service, address: service, framesFolder: "/frames", frameCount: 5 };
  await ledger.recordJob({ ...info, fingerprint: "jpg" });
  for (const index of [0, 1]) await ledger.commit(settledFrame(index), DELIVERED);
  await ledger.commit(settledFrame(2), failedWith(400, "bad"));
  await ledger.recordPending(1);
  return folder;
}

async function breakLedger(): Promise<void> {
  await mkdir(join(state, "jobs", "broken"), { recursive: true });
  await writeFile(join(state, "jobs", "broken", "ledger.db"), "no database\n".repeat(1000));
}

/** Overwrites a page in the middle of a ledger, as a failing disk does. */
async function damage(folder: string): Promise<void> {
  await using file = await open(join(folder, "ledger.db"), "r+");
  await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, 4096 * 2);
}

describe("status", () => {
  test("says so when no job is on record", async () => {
    const { exitCode, stdout } = await runCommand(["status"], home.path);
    expect([exitCode, stdout]).toEqual([0, `no job is on record in ${state}\n`]);
  });

  test("shows each job with its counts, its source and its service", async () => {
    await recordJob("clip.mp4");
    await recordJob("other.mp4");
    const { exitCode, stdout } = await runCommand(["status"], home.path);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n\n")).toEqual([
      expect.stringMatching(
        /^clip\.mp4-\w{12}\n {2}video +\/videos\/clip\.mp4\n {2}service +http:\/\/127\.0\.0\.1:8000\/predict\n {2}frames +delivered 2 of 5 · failed 1 · pending 1\n {2}on disk +ledger \d+(?:\.\d)? kB · results 0 B$/u,
      ),
      expect.stringMatching(/^other\.mp4-/u),
    ]);
  });

  test("names the process that works on a job", async () => {
    const folder = await recordJob("clip.mp4");
    await using owner = await startLedgerProcess(folder, 10);
    const { stdout } = await runCommand(["status"], home.path);
    expect(stdout).toContain(`running (process ${owner.process.pid})`);
  });

  test("shows how many frames of a job at work have landed and are not delivered yet", async () => {
    const answers = Promise.withResolvers<void>();
    await using delivery = await DeliveryCommand.open({
      answer: () => answers.promise.then(() => ({})),
    });
    delivery.land("in/a.jpg", "in/b.jpg", "in/c.jpg");
    const run = delivery.start(["watch", "in", "--concurrency", "1"]);
    const counts = async (): Promise<unknown> => {
      const { stdout } = await delivery.plain(["status", "--json"]);
      return (JSON.parse(stdout) as { jobs: { counts: object }[] }).jobs[0]?.counts;
    };
    const none = { delivered: 0, failed: 0, skipped: 0, dropped: 0 };
    await expect.poll(counts, GENEROUS).toEqual({ ...none, pending: 3 });
    delivery.land("in/d.jpg");
    await expect.poll(counts, GENEROUS).toEqual({ ...none, pending: 4 });
    run.process.kill("SIGINT");
    await expect.poll(() => run.stderr, GENEROUS).toContain("finishing what is in flight");
    answers.resolve();
    expect((await run.ended).summary).toMatchObject({ delivered: 1, pending: 3 });
    expect(await counts()).toEqual({ ...none, delivered: 1, pending: 3 });
    const { summary } = await delivery.run(["watch", "in", "--until-idle", "500ms"]);
    expect(summary).toMatchObject({ delivered: 3, pending: 0 });
    expect(await counts()).toEqual({ ...none, delivered: 4, pending: 0 });
  });

  test("shows a ledger that cannot be read as such, and the others", async () => {
    await recordJob("clip.mp4");
    await breakLedger();
    const { exitCode, stdout } = await runCommand(["status"], home.path);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^broken {2}unreadable\n.*is damaged \[ERR_LEDGER_UNUSABLE\]\n/mu);
    expect(stdout).toContain("delivered 2 of 5");
  });

  test("is one JSON object for programs", async () => {
    const folder = await recordJob("clip.mp4");
    await breakLedger();
    const { stdout } = await runCommand(["status", "--json"], home.path);
    expect(JSON.parse(stdout)).toEqual({
      sites: [],
      jobs: [
        expect.objectContaining({
          job: "broken",
          problem: expect.objectContaining({ code: "ERR_LEDGER_UNUSABLE" }),
        }),
        {
          job: expect.stringMatching(/^clip\.mp4-\w{12}$/u),
          folder,
          source: { kind: "video", paths: ["/videos/clip.mp4"] },
          service: "http://127.0.0.1:8000/predict",
          framesFolder: "/frames",
          frameCount: 5,
          counts: { delivered: 2, failed: 1, skipped: 0, dropped: 0, pending: 1 },
          handedOver: 0,
          skippedBy: {},
          bytes: { ledger: expect.any(Number), results: 0, images: 0 },
          owner: null,
        },
      ],
    });
  });
});

describe("the doctor", () => {
  test("finds every ledger sound that is", async () => {
    await recordJob("clip.mp4");
    await recordJob("other.mp4");
    const { exitCode, stdout } = await runCommand(["doctor"], home.path);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ok +ledger +2 ledgers are sound$/mu);
  });

  test("ends with 5 when one is damaged, and says what to do", async () => {
    await damage(await recordJob("clip.mp4"));
    await recordJob("other.mp4");
    const { exitCode, stdout } = await runCommand(["doctor"], home.path);
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/^problem +ledger +clip\.mp4-\w{12}.* is damaged.*\n +\S/mu);
    expect(stdout).toMatch(/^ok +ledger +other\.mp4-/mu);
  });

  test("leaves a ledger alone that somebody writes", async () => {
    const folder = await recordJob("clip.mp4");
    await using owner = await startLedgerProcess(folder, 10);
    const { exitCode, stdout } = await runCommand(["doctor"], home.path);
    expect(owner.process.exitCode).toBeNull();
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringMatching(/^ok +ledger +clip\.mp4-\w{12} is being written, thus not examined$/mu),
    ]);
  });
});
