import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jobFolder } from "../../src/ledger/job-folder.ts";
import { listJobs } from "../../src/ledger/list-jobs.ts";
import { openLedger, readLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { startLedgerProcess } from "../support/program/ledger-process.ts";
import { DELIVERED, failedWith, settledFrame } from "../support/samples/settled-frame.ts";

let folder: TemporaryFolder;
let job: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  job = jobFolder(folder.path, {
    source: { kind: "video", paths: ["/videos/clip.mp4"] },
    service: "http://h/",
  });
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

describe("the reader of a ledger", () => {
  test("finds none for a job of which nothing is known", async () => {
    expect(await readLedger(job)).toBeNull();
  });

  test("reads it in another process while its owner writes it, and sees it grow", async () => {
    await using writer = await startLedgerProcess(job);
    for (let round = 0; round < 5; round += 1) {
      const settled = writer.settledIndex;
      await using reader = await readLedger(job);
      expect(reader?.counts().delivered).toBeGreaterThan(settled);
      expect(reader?.integrityProblems()).toEqual([]);
      await writer.settled(settled + 1);
    }
  });

  test("changes nothing: what its owner left behind stays as it was", async () => {
    const writer = await startLedgerProcess(job);
    await writer.settled(1);
    await writer.kill();
    const digest = async (name: string): Promise<string> =>
      createHash("sha256")
        .update(await readFile(join(job, name)))
        .digest("hex");
    const before = [await digest("ledger.db"), await digest("ledger.db-wal")];
    for (let round = 0; round < 2; round += 1) {
      await using reader = await readLedger(job);
      expect(reader?.counts().delivered).toBeGreaterThan(1);
    }
    expect([await digest("ledger.db"), await digest("ledger.db-wal")]).toEqual(before);
    await using ledger = await openLedger(job);
    expect(ledger.counts().delivered).toBeGreaterThan(1);
  });
});

describe("the list of jobs", () => {
  test("is empty where there never was one", async () => {
    expect(await listJobs(folder.path)).toEqual([]);
    expect(await listJobs(join(folder.path, "none"))).toEqual([]);
  });

  test("shows each job with its counts, what it does and who works on it", async () => {
    const info = {
      source: { kind: "video", paths: ["/videos/clip.mp4"] },
      service: "http://127.0.0.1:8000/",
      framesFolder: null,
      address: null,
      frameCount: null,
      fingerprint: "jpg",
    } as const;
    const other = jobFolder(folder.path, {
      source: { kind: "folder", paths: ["/cams"] },
      service: "http://h/",
    });
    await using ledger = await openLedger(job);
    await ledger.recordJob(info);
    await ledger.commit(settledFrame(0), DELIVERED);
    await ledger.commit(settledFrame(1), failedWith(400, "bad"));
    await (await openLedger(other)).close();
    await mkdir(join(folder.path, "jobs", "empty"));
    const none = { delivered: 0, failed: 0, skipped: 0, dropped: 0, pending: 0 };
    expect(await listJobs(folder.path)).toEqual([
      { folder: other, job: null, counts: none, handedOver: 0, skippedBy: {}, owner: null },
      {
        folder: job,
        job: info,
        counts: { ...none, delivered: 1, failed: 1 },
        handedOver: 0,
        skippedBy: {},
        owner: { pid: process.pid },
      },
    ]);
  });

  test("shows a job whose ledger cannot be read with the reason", async () => {
    await mkdir(job, { recursive: true });
    await writeFile(join(job, "ledger.db"), "frames: 3\n".repeat(1000));
    expect(await listJobs(folder.path)).toEqual([
      { folder: job, problem: expect.objectContaining({ code: "ERR_LEDGER_UNUSABLE" }) },
    ]);
  });

  test("says when the jobs cannot be read", async () => {
    await writeFile(join(folder.path, "jobs"), "");
    await expect(listJobs(folder.path)).rejects.toMatchObject({ code: "ERR_FOLDER_UNUSABLE" });
  });
});
