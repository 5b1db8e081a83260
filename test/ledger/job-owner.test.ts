import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ownerOfJob, acquireJob } from "../../src/ledger/job-owner.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { startLedgerProcess } from "../support/program/ledger-process.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

/** The id of a process that has ended. */
function deadPid(): number {
  return spawnSync("true").pid;
}

describe("P26: one owner per job:", () => {
  test("a second one gets an error with the process id of the first", async () => {
    await using owner = await startLedgerProcess(folder.path);
    const pid = owner.process.pid;
    await expect(openLedger(folder.path)).rejects.toMatchObject({
      code: "ERR_JOB_OWNED",
      kind: "owned",
      message: expect.stringContaining(`process ${pid}`),
      remedy: expect.stringContaining(`kill ${pid}`),
    });
    expect(await ownerOfJob(folder.path)).toEqual({ pid });
  });

  test("after kill -9 of the owner the next one needs no clean-up", async () => {
    const owner = await startLedgerProcess(folder.path);
    await owner.kill();
    expect(owner.process.signalCode).toBe("SIGKILL");
    expect(await ownerOfJob(folder.path)).toBeNull();
    await using ledger = await openLedger(folder.path);
    expect(await ownerOfJob(folder.path)).toEqual({ pid: process.pid });
    expect(ledger.salvaged).toBeNull();
  });

  test("a second one in the same process gets an error, too", async () => {
    await using ledger = await openLedger(folder.path);
    await expect(openLedger(folder.path)).rejects.toMatchObject({ code: "ERR_JOB_OWNED" });
    expect(ledger.counts().delivered).toBe(0);
  });

  test("an owner that closes its ledger gives the job back", async () => {
    const ledger = await openLedger(folder.path);
    await ledger.close();
    await ledger.close();
    expect(await ownerOfJob(folder.path)).toBeNull();
    await (await openLedger(folder.path)).close();
  });

  test("a file with the id of a living process is no lock", async () => {
    await writeFile(join(folder.path, "owner.pid"), `${process.ppid}\n`);
    expect(await ownerOfJob(folder.path)).toBeNull();
    const ownership = await acquireJob(folder.path);
    expect(await readFile(join(folder.path, "owner.pid"), "utf8")).toBe(`${process.pid}\n`);
    await ownership.release();
  });

  test.each([
    ["nothing", () => ""],
    ["nonsense", () => "nonsense"],
    ["zero", () => "0"],
    ["a group of processes", () => "-1"],
    ["a process that has ended", () => String(deadPid())],
  ])("an owner whose file names %s has no name, and the job all the same", async (_, text) => {
    await using _owner = await startLedgerProcess(folder.path);
    await writeFile(join(folder.path, "owner.pid"), text());
    expect(await ownerOfJob(folder.path)).toEqual({ pid: null });
    await expect(acquireJob(folder.path)).rejects.toMatchObject({
      code: "ERR_JOB_OWNED",
      message: expect.stringMatching(/^another frameferry works on this job/u),
    });
  });

  test("looking whether a job is owned does not keep anybody from owning it", async () => {
    await (await acquireJob(folder.path)).release();
    for (let round = 0; round < 20; round += 1) {
      const [owner, ownership] = await Promise.all([
        ownerOfJob(folder.path),
        acquireJob(folder.path),
      ]);
      expect([null, process.pid]).toContain(owner?.pid ?? null);
      await ownership.release();
    }
  });

  test("a folder in which nobody ever owned anything has no owner", async () => {
    expect(await ownerOfJob(join(folder.path, "none"))).toBeNull();
  });
});
