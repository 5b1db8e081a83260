import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { failuresOfJob, recordedJobs } from "../../../src/app/jobs/recorded-jobs.ts";
import { chosenJobs } from "../../../src/app/jobs/chosen-jobs.ts";
import { targetsFor } from "../../../src/app/sources/resubmit-frames.ts";
import { jobFolder, jobName, type JobSource } from "../../../src/ledger/job-folder.ts";
import type { JobInfo } from "../../../src/ledger/job-info.ts";
import { openLedger } from "../../../src/ledger/open-ledger.ts";
import type { ServiceTarget } from "../../../src/options/service-targets.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { DELIVERED, failedWith, settledFrame } from "../../support/samples/settled-frame.ts";

const [HERE, THERE] = ["http://here/p", "http://there/p"];

let state: TemporaryFolder;
beforeEach(async () => {
  state = await temporaryFolder();
});
afterEach(async () => {
  await state[Symbol.asyncDispose]();
});

/** Puts a job on record, in which frames 1 and 2 have failed. @returns its folder. */
async function recordJob(
  kind: JobSource["kind"],
  paths: readonly string[],
  service = HERE,
  address: JobInfo["address"] = service,
): Promise<string> {
  const source = { kind, paths };
  const folder = jobFolder(state.path, { source, service });
  await using ledger = await openLedger(folder);
  const rest = { framesFolder: null, frameCount: null, fingerprint: null };
  await ledger.recordJob({ source, service, address, ...rest });
  await ledger.commit(settledFrame(0), DELIVERED);
  await ledger.commit(settledFrame(1), failedWith(400, "not a cat"));
  await ledger.commit(settledFrame(2), failedWith(500, "out of memory"));
  return folder;
}

const foldersOf = async (...sources: readonly string[]): Promise<readonly string[]> =>
  (await recordedJobs(sources, state.path)).map(({ folder }) => folder);

describe("the recorded jobs of a source", () => {
  test("are those of every service, by any of their paths, in whatever spelling", async () => {
    const folder = await recordJob("folder", ["/cams/a", "/cams/b"]);
    const other = await recordJob("folder", ["/cams/a"], THERE);
    await recordJob("video", ["/cams/clip.mp4"]);
    expect(new Set(await foldersOf("/cams/x/../a/"))).toEqual(new Set([folder, other]));
    expect(await foldersOf("/cams/b")).toEqual([folder]);
  });

  test("are each listed once, however many of their paths are given", async () => {
    const folder = await recordJob("folder", ["/cams/a", "/cams/b"]);
    expect(await foldersOf("/cams/a", "/cams/b", jobName({ folder }))).toEqual([folder]);
  });

  test("of a list are found from the directory that it was read in", async () => {
    const folder = await recordJob("list", [join(process.cwd(), "-")]);
    expect(await foldersOf("-")).toEqual([folder]);
  });

  test("are found while their owner works on them", async () => {
    const folder = await recordJob("video", ["/cams/clip.mp4"]);
    await using owner = await openLedger(folder);
    expect(owner.counts().failed).toBe(2);
    const [job] = await recordedJobs(["/cams/clip.mp4"], state.path);
    expect(job?.owner).toEqual({ pid: process.pid });
  });

  test("are none for an unknown source, and the error says how to find the others", async () => {
    await recordJob("video", ["/cams/clip.mp4"]);
    await expect(
      recordedJobs(["/cams/clip.mp4", "/cams/no.mp4"], state.path),
    ).rejects.toMatchObject({
      code: "ERR_JOB_UNKNOWN",
      message: expect.stringContaining("/cams/no.mp4"),
      remedy: "listJobs shows every job",
    });
  });

  test("are found although a ledger that cannot be read may hide some, which is said", async () => {
    const folder = join(state.path, "jobs", "broken");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "ledger.db"), "no database\n".repeat(1000));
    await expect(recordedJobs(["/cams/no.mp4"], state.path)).rejects.toMatchObject({
      remedy: expect.stringContaining("1 of their ledgers cannot be read"),
    });
    await expect(recordedJobs(["broken"], state.path)).rejects.toMatchObject({
      code: "ERR_LEDGER_UNUSABLE",
    });
  });
});

test("failed frames are listed with their reasons, all of them or some", async () => {
  await recordJob("video", ["/cams/clip.mp4"]);
  const [job] = await recordedJobs(["/cams/clip.mp4"], state.path);
  const indexes = async (filter: Parameters<typeof failuresOfJob>[1]): Promise<unknown> => {
    const { kinds, frames } = await failuresOfJob(job!, filter);
    return [kinds.map(({ reason }) => reason), frames.map(({ index }) => index)];
  };
  expect(await indexes({})).toEqual([
    ["not a cat", "out of memory"],
    [1, 2],
  ]);
  expect(await indexes({ only: "500" })).toEqual([["out of memory"], [2]]);
  expect(await indexes({ maxFrames: 1 })).toEqual([["not a cat", "out of memory"], [1]]);
  expect(await indexes({ match: ["*2.JPG"] })).toEqual([["out of memory"], [2]]);
  expect(await indexes({ ignore: ["*2.jpg"] })).toEqual([["not a cat"], [1]]);
  expect(await indexes({ match: ["*.jpg"], maxFrames: 1 })).toEqual([
    ["not a cat", "out of memory"],
    [1],
  ]);
  expect(await indexes({ match: ["*.jpg"], only: "500" })).toEqual([["out of memory"], [2]]);
});

describe("failed frames that are sent again go", () => {
  const at = (...addresses: readonly string[]): readonly ServiceTarget[] =>
    addresses.map((address) => ({ address, weight: 1 }));

  test("to the jobs of the service that is named, if any are; else to all", async () => {
    const here = await recordJob("video", ["/cams/clip.mp4"], HERE);
    const secret = await recordJob("video", ["/cams/clip.mp4"], "http://here/p?key=***", null);
    const jobs = await recordedJobs(["/cams/clip.mp4"], state.path);
    const chosen = (to: string | null, serviceName: string | null = null): ReadonlySet<string> =>
      new Set(
        chosenJobs(jobs, { to: to === null ? null : at(to), routes: [], serviceName }).map(
          ({ folder }) => folder,
        ),
      );
    expect(chosen(null)).toEqual(new Set([here, secret]));
    expect(chosen(HERE)).toEqual(new Set([here]));
    expect(chosen("http://here/p?key=1234")).toEqual(new Set([secret]));
    expect(chosen(THERE)).toEqual(new Set([here, secret]));
    expect(chosen(THERE, HERE)).toEqual(new Set([here]));
    expect(() => chosen(null, "cam")).toThrow("no job of these sources has a service named cam");
  });

  test("to the address on record, or to the one that is given", async () => {
    await recordJob("video", ["/cams/clip.mp4"]);
    const [job] = await recordedJobs(["/cams/clip.mp4"], state.path);
    expect(targetsFor(job!, { to: null })).toEqual(at(HERE));
    expect(targetsFor(job!, { to: at(THERE) })).toEqual(at(THERE));
  });

  test("to all of several services on record, with their weights", async () => {
    await recordJob("video", ["/cams/clip.mp4"], `${HERE}, ${THERE}`, `${HERE} weight=3 ${THERE}`);
    const [job] = await recordedJobs(["/cams/clip.mp4"], state.path);
    expect(targetsFor(job!, { to: null })).toEqual([
      { address: HERE, weight: 3 },
      { address: THERE, weight: 1 },
    ]);
  });

  test("nowhere, if the address is not on record and none is given", async () => {
    await recordJob("video", ["/cams/clip.mp4"], "cam", null);
    const [job] = await recordedJobs(["/cams/clip.mp4"], state.path);
    expect(() => targetsFor(job!, { to: null })).toThrow(
      /full address for the service of clip\.mp4-\w+, only cam/u,
    );
    expect(targetsFor(job!, { to: at(THERE) })).toEqual(at(THERE));
  });
});
