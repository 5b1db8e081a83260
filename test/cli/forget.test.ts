import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { planForgetting } from "../../src/app/jobs/forget-jobs.ts";
import { planPruning } from "../../src/app/jobs/prune-jobs.ts";
import { forgetJobs, pruneJobs } from "../../src/index.ts";
import { jobFolder, type JobSource } from "../../src/ledger/job-folder.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { startLedgerProcess } from "../support/program/ledger-process.ts";
import { DELIVERED, failedWith, settledFrame } from "../support/samples/settled-frame.ts";
import { runCommand } from "../support/program/command-run.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

let home: TemporaryFolder;
let state: string;
beforeEach(async () => {
  home = await temporaryFolder();
  state = join(home.path, "frameferry");
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

interface JobOfTest {
  readonly kind?: JobSource["kind"];
  readonly failed?: number;
  readonly pending?: number;
  /** Images in the spool. */
  readonly images?: number;
  /** Days since the ledger was written. */
  readonly ageDays?: number;
  readonly hasSource?: boolean;
}

/** A job with two frames delivered and a results file. @returns its folder and what it was sent from. */
async function recordJob(name: string, options: JobOfTest = {}): Promise<[string, string]> {
  const { kind = "video", failed = 0, pending = 0, images = 0 } = options;
  const { ageDays = 0, hasSource = true } = options;
  const path = join(home.path, "sources", name);
  mkdirSync(join(home.path, "sources"), { recursive: true });
  writeFileSync(join(home.path, "sources", "another"), "");
  if (hasSource) mkdirSync(path, { recursive: true });
  const source = { kind, paths: [path] };
  const folder = jobFolder(state, { source, service: "http://here/p" });
  const ledger = await openLedger(folder);
  const rest = { address: null, framesFolder: null, fingerprint: null };
  const frameCount = 2 + failed + pending;
  await ledger.recordJob({ source, service: "http://here/p", ...rest, frameCount });
  const frames = Array.from({ length: 2 + failed }, (_, index) =>
    settledFrame(index, { source: path }),
  );
  for (const [index, frame] of frames.entries()) {
    if (index < 2) await ledger.commit(frame, DELIVERED);
    else await ledger.commit(frame, failedWith(400, "bad"));
  }
  await ledger.recordPending(pending);
  await ledger.close();
  for (const room of ["results", "frames"]) mkdirSync(join(folder, room));
  writeFileSync(join(folder, "results", "one.jsonl"), "x".repeat(1500));
  for (let index = 0; index < images; index += 1)
    writeFileSync(join(folder, "frames", `frame_0000000${index}.jpg`), "y".repeat(2000));
  const writtenSeconds = Date.now() / 1000 - ageDays * 24 * 60 * 60;
  utimesSync(join(folder, "ledger.db"), writtenSeconds, writtenSeconds);
  return [folder, path];
}

describe("forget", () => {
  test("removes a job with its ledger, results and spool, says what, and nothing else", async () => {
    const [folder, source] = await recordJob("clip.mp4");
    const [other] = await recordJob("other.mp4");
    const planned = await runCommand(["forget", source, "--dry-run"], home.path);
    expect([planned.exitCode, existsSync(folder)]).toEqual([0, true]);
    const { exitCode, stdout } = await runCommand(["forget", source], home.path);
    expect(stdout).toMatch(
      /^removed clip\.mp4-\w{12} \(\S+clip\.mp4\): ledger \d+\.?\d* kB, results 1\.5 kB\n$/u,
    );
    expect(planned.stdout).toBe(stdout.replace("removed", "would remove"));
    expect(exitCode).toBe(0);
    expect(readdirSync(join(state, "jobs"))).toEqual([basename(other)]);
    expect(existsSync(source)).toBe(true);
    expect((await runCommand(["forget", source], home.path)).exitCode).toBe(4);
  });

  test("leaves a job that somebody works on alone, and ends with 6", async () => {
    const [folder, source] = await recordJob("clip.mp4");
    const [other, otherSource] = await recordJob("other.mp4");
    await using owner = await startLedgerProcess(folder, 10);
    const { exitCode, stderr } = await runCommand(["forget", otherSource, source], home.path);
    expect(exitCode).toBe(6);
    expect(stderr).toContain(`process ${owner.process.pid}`);
    expect([folder, other].map(existsSync)).toEqual([true, true]);
  });

  test.each([
    ["failed frames", { failed: 2 }, "2 failed frames"],
    ["images in its spool", { images: 1 }, "1 image in its spool"],
    ["both", { failed: 1, images: 1 }, "1 failed frame and 1 image in its spool"],
  ])("gives up %s only with --with-failures", async (_, holds, words) => {
    const [folder, source] = await recordJob("clip.mp4", holds);
    const plan = async (withFailures: boolean): Promise<number> =>
      (await planForgetting({ sources: [source], withFailures }, state)).length;
    await expect(plan(false)).rejects.toMatchObject({
      code: "ERR_JOB_HAS_FAILURES",
      kind: "usage",
      message: `the job ${basename(folder)} still holds ${words}; nothing was removed`,
      remedy: "send them with resubmitFrames, or give them up with `withFailures: true`",
    });
    expect(await plan(true)).toBe(1);
  });

  test("gives failed frames up with --with-failures, even where the ledger cannot be read", async () => {
    const [folder, source] = await recordJob("clip.mp4", { failed: 1 });
    expect((await runCommand(["forget", source], home.path)).exitCode).toBe(2);
    writeFileSync(join(folder, "ledger.db"), "no database\n".repeat(1000));
    const words = ["forget", basename(folder), "--with-failures", "--json"];
    const { exitCode, stdout } = await runCommand(words, home.path);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      removed: [{ job: basename(folder), bytes: { results: 1500 } }],
    });
    expect(existsSync(folder)).toBe(false);
  });
});

describe("status --prune", () => {
  const pruned = async (): Promise<readonly (readonly [string, string, string | null])[]> => {
    const jobs = await planPruning({ olderThanMs: 30 * DAY_MS }, state);
    return jobs.map(({ job, reason, keptFor }) => [
      basename(job.folder).replace(/-\w{12}$/u, ""),
      reason,
      keptFor,
    ]);
  };

  test("removes jobs whose source is gone, and those that are finished and old", async () => {
    await recordJob("gone.mp4", { hasSource: false });
    await recordJob("gone-but-failed.mp4", { hasSource: false, failed: 2 });
    await recordJob("old.mp4", { ageDays: 31 });
    await recordJob("young.mp4", { ageDays: 29 });
    await recordJob("old-and-unfinished.mp4", { ageDays: 31, pending: 1 });
    await recordJob("old-folder", { kind: "folder", ageDays: 31 });
    expect(await pruned()).toEqual([
      ["gone-but-failed.mp4", "sourceGone", "2 failed frames"],
      ["gone.mp4", "sourceGone", null],
      ["old-folder", "finished", null],
      ["old.mp4", "finished", null],
    ]);
  });

  test("removes the job of a camera when it is old, since its frames do not come again", async () => {
    await recordJob("old-camera", { kind: "live", hasSource: false, ageDays: 31, pending: 3 });
    await recordJob("young-camera", { kind: "live", hasSource: false, ageDays: 29 });
    expect(await pruned()).toMatchObject([[expect.stringContaining("-old-c"), "finished", null]]);
  });

  test("leaves a folder whose images would be sent again", async () => {
    const [folder, path] = await recordJob("cam", { kind: "folder", ageDays: 31 });
    const { byteLength, modifiedAtMs, relativePath } = settledFrame(1);
    const image = join(path, relativePath);
    writeFileSync(image, Buffer.alloc(byteLength));
    utimesSync(image, modifiedAtMs / 1000, modifiedAtMs / 1000);
    expect(await pruned()).toEqual([]);
    expect(existsSync(folder)).toBe(true);
  });

  test("leaves a job whose source may lie on a disk that is not mounted", async () => {
    const mountPoint = join(home.path, "empty");
    mkdirSync(mountPoint);
    const source = { kind: "video", paths: [join(mountPoint, "deep", "clip.mp4")] } as const;
    const folder = jobFolder(state, { source, service: "http://here/p" });
    await using ledger = await openLedger(folder);
    const rest = { address: null, framesFolder: null, fingerprint: null, frameCount: null };
    await ledger.recordJob({ source, service: "http://here/p", ...rest });
    await ledger.close();
    expect(await pruned()).toEqual([]);
    writeFileSync(join(mountPoint, "mounted"), "");
    expect(await pruned()).toHaveLength(1);
  });

  test("is what its own options belong to", async () => {
    const { exitCode, stderr } = await runCommand(["status", "--older-than", "7d"], home.path);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("belong to --prune")]);
  });

  test("says what it removes and what it keeps", async () => {
    const [gone] = await recordJob("gone.mp4", { hasSource: false });
    const [failed] = await recordJob("gone-but-failed.mp4", { hasSource: false, failed: 1 });
    const [running] = await recordJob("running.mp4", { hasSource: false });
    await using _owner = await startLedgerProcess(running, 10);
    const { exitCode, stdout } = await runCommand(["status", "--prune"], home.path);
    expect(exitCode).toBe(0);
    expect(stdout.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^removed gone\.mp4-\w{12} .*; its source is gone$/u),
      expect.stringMatching(/^kept gone-but-failed\.mp4-\w{12}: .* it holds 1 failed frame;/u),
    ]);
    expect([gone, failed, running].map(existsSync)).toEqual([false, true, true]);
  });
});

describe("the library", () => {
  test("forgets and prunes jobs as the program does", async () => {
    const [failed, source] = await recordJob("failed.mp4", { failed: 1 });
    const [gone] = await recordJob("gone.mp4", { hasSource: false });
    expect(await pruneJobs({ state })).toEqual([{ job: basename(gone), reason: "sourceGone" }]);
    const options = { sources: [source], state };
    await expect(forgetJobs(options)).rejects.toMatchObject({ code: "ERR_JOB_HAS_FAILURES" });
    expect(existsSync(failed)).toBe(true);
    expect(await forgetJobs({ ...options, withFailures: true })).toEqual([basename(failed)]);
    expect(readdirSync(join(state, "jobs"))).toEqual([]);
  });
});
