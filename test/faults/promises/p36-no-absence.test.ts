import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { checkDisk } from "../../../src/cli/doctor/check-machine.ts";
import { fileStillExists } from "../../../src/app/jobs/frame-identities.ts";
import { folderOfSlicing } from "../../../src/app/jobs/slicings.ts";
import { historyOfVideo } from "../../../src/app/jobs/video-history.ts";
import { realPath } from "../../../src/core/files/real-path.ts";
import { isAbsence, lstatIfThere } from "../../../src/core/files/system-error.ts";
import { runVideo, sendFiles, tuneService, watchFolders } from "../../../src/index.ts";
import { ownerOfJob } from "../../../src/ledger/job-owner.ts";
import { refuseNetworkFolder } from "../../../src/ledger/refuse-network-folder.ts";
import { readLedger } from "../../../src/ledger/open-ledger.ts";
import { makePrivate } from "../../../src/ledger/private-files.ts";
import { openKeptFolder, openSpool } from "../../../src/slicer/frames-folder.ts";
import { fileHasCompleteStructure } from "../../../src/slicer/container-structure.ts";
import { eventReachOf } from "../../../src/watcher/file-system-type.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { BIN, startProgram } from "../../support/program/command-run.ts";
import { faultyFolder, whyNoFaultyFolder } from "../../support/files/faulty-folder.ts";
import { limited, whyNotLimited } from "../../support/program/limits.ts";

/** The system refuses to look at it, whoever asks, and whether or not something lies there. */
const UNSEEN = `/tmp/${"n".repeat(300)}`;
const TO = "http://127.0.0.1:9/predict";

test("P36: the system tells an absence from all else", async () => {
  await expect(lstatIfThere(UNSEEN)).rejects.toMatchObject({ code: "ENAMETOOLONG" });
  expect(await lstatIfThere("/tmp/nowhere/at/all")).toBeNull();
  const codes = ["ENOENT", "ENOTDIR", "EIO", "EACCES", "ESTALE", "ENAMETOOLONG", "EMFILE", "EPERM"];
  expect(codes.filter((code) => isAbsence(Object.assign(new Error(code), { code })))).toEqual([
    "ENOENT",
    "ENOTDIR",
  ]);
});

describe("P36: a source that is named and cannot be accessed is not called missing", () => {
  const unreadable = (code: string): object => ({
    code,
    kind: "source",
    message: expect.stringContaining("name too long"),
  });

  test("by send, watch, run and tune", async () => {
    const to = TO;
    await expect(sendFiles({ paths: [UNSEEN], to }).summary).rejects.toMatchObject(
      unreadable("ERR_SOURCE_UNREADABLE"),
    );
    await expect(watchFolders({ folders: [UNSEEN], to }).summary).rejects.toMatchObject(
      unreadable("ERR_SOURCE_UNREADABLE"),
    );
    await expect(runVideo({ video: UNSEEN, to }).summary).rejects.toMatchObject(
      unreadable("ERR_VIDEO_UNREADABLE"),
    );
    await expect(tuneService({ images: UNSEEN, to, waitReadyMs: 0 })).rejects.toMatchObject(
      unreadable("ERR_SOURCE_UNREADABLE"),
    );
  });

  test("nor guessed when nobody can resolve its path", () => {
    expect(() => realPath(UNSEEN)).toThrow(
      expect.objectContaining({ code: "ERR_SOURCE_UNREADABLE" }),
    );
    expect(realPath("/tmp/nowhere/at/all")).toBe("/tmp/nowhere/at/all");
  });

  test("nor does it hold up the others when it is one of several", async (context) => {
    const whyNot = whyNoFaultyFolder();
    if (whyNot !== undefined) context.skip(whyNot);
    await using folder = await faultyFolder();
    for (const name of ["a.jpg", "b.jpg"])
      writeFileSync(join(folder.behind, name), frameImage(name.charCodeAt(0)));
    folder.fail([{ call: "lstat", error: "EIO", path: "/a.jpg" }]);
    await using delivery = await DeliveryCommand.open();
    const options = { to: delivery.service.url, state: delivery.path("state"), settleMs: 100 };
    const paths = ["a.jpg", "b.jpg"].map((name) => join(folder.path, name));
    const summary = await sendFiles({ paths, ...options }).summary;
    expect(summary).toMatchObject({ landed: 2, delivered: 1, failed: 1 });
    expect(summary.failures[0]?.reason).toBe("the file cannot be accessed: i/o error");
    expect(folder.fired).not.toEqual([]);
    const alone = sendFiles({ paths: paths.slice(0, 1), ...options }).summary;
    await expect(alone).rejects.toMatchObject({ code: "ERR_SOURCE_UNREADABLE" });
  });
});

test("P36: a record is kept while nobody can tell whether its file is there", async () => {
  const identity = { source: "", byteLength: 1, modifiedAtMs: 1 };
  expect(await fileStillExists({ ...identity, relativePath: UNSEEN })).toBe(true);
  expect(await fileStillExists({ ...identity, relativePath: "/tmp/nowhere/at/all" })).toBe(false);
});

describe("P36: a job whose folder cannot be accessed is not taken for none", () => {
  test("by whoever asks for its ledger or its owner", async () => {
    await expect(readLedger(UNSEEN)).rejects.toMatchObject({ code: "ERR_LEDGER_UNUSABLE" });
    await expect(historyOfVideo(BIN, UNSEEN)).rejects.toMatchObject({
      code: "ERR_LEDGER_UNUSABLE",
    });
    const search = { full: new Set<string>(), restart: false };
    await expect(folderOfSlicing(UNSEEN, null, search)).rejects.toMatchObject({
      code: "ERR_LEDGER_UNUSABLE",
    });
    await expect(ownerOfJob(UNSEEN)).rejects.toMatchObject({ code: "ERR_LEDGER_UNUSABLE" });
    await expect(refuseNetworkFolder(UNSEEN)).rejects.toMatchObject({
      code: "ERR_FOLDER_UNUSABLE",
      message: expect.stringContaining("name too long"),
    });
    expect(await readLedger("/tmp/nowhere/at/all")).toBeNull();
    expect(await ownerOfJob("/tmp/nowhere/at/all")).toBeNull();
  });

  test("by status and resubmit, which say that it cannot be opened", async (context) => {
    const whyNot = whyNotLimited({ kind: "permissionsHold" });
    if (whyNot !== undefined) context.skip(whyNot);
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    expect((await delivery.run(["send", "in"])).exitCode).toBe(0);
    const jobs = delivery.path("state", "frameferry", "jobs");
    const [name = ""] = readdirSync(jobs);
    chmodSync(join(jobs, name), 0);
    const under = async (...words: readonly string[]): Promise<string> => {
      const line = limited({ kind: "permissionsHold" }, [process.execPath, BIN, ...words]);
      const { stdout, stderr } = await startProgram(line, delivery.path("state")).ended;
      return stdout + stderr;
    };
    expect(await under("status")).toContain(`${name}  unreadable`);
    expect(await under("resubmit", name)).toContain("cannot be opened");
    chmodSync(join(jobs, name), 0o700);
  });
});

test("P36: a state folder that cannot be listed is not taken for one that holds nothing else", async (context) => {
  const whyNot = whyNotLimited({ kind: "permissionsHold" });
  if (whyNot !== undefined) context.skip(whyNot);
  await using delivery = await DeliveryCommand.open();
  delivery.land("in/a.jpg");
  const state = delivery.path("shared");
  mkdirSync(state);
  writeFileSync(join(state, "of somebody else"), "");
  chmodSync(state, 0o333);
  const words = ["send", delivery.path("in"), "--to", delivery.service.url, "--state", state];
  const line = limited({ kind: "permissionsHold" }, [process.execPath, BIN, ...words]);
  const { exitCode } = await startProgram(line, delivery.path("state")).ended;
  expect([exitCode, statSync(state).mode & 0o777]).toEqual([0, 0o333]);
});

describe("P36: a frames folder", () => {
  test("with an old frame that cannot be removed is an error: it would be taken for a new one", async () => {
    await using home = await temporaryFolder();
    // No file, so that unlink fails for root, too.
    mkdirSync(join(home.path, "frame_00000003.jpg"));
    writeFileSync(join(home.path, "frame_00000004.jpg"), "");
    await expect(openKeptFolder(home.path, 2)).rejects.toMatchObject({
      code: "ERR_FOLDER_UNUSABLE",
      message: expect.stringContaining("frame_00000003.jpg"),
    });
    expect(readdirSync(home.path)).toEqual(["frame_00000003.jpg"]);
  });

  test("that keeps at its end what should have gone says so", async () => {
    await using home = await temporaryFolder();
    const spool = await openSpool(join(home.path, "spool"), 0, () => () => false);
    mkdirSync(join(spool.path, "frame_00000001.jpg"));
    const warnings: string[] = [];
    await spool.close((message) => warnings.push(message));
    expect(warnings).toEqual([expect.stringContaining("frame_00000001.jpg")]);
  });
});

test("P36: a folder whose permissions nobody can look at is not called private", async () => {
  expect(await makePrivate(UNSEEN)).toBe(false);
  expect(await makePrivate("/tmp/nowhere/at/all")).toBe(true);
});

test("P36: the end of a video that cannot be read is not guessed", async () => {
  await expect(fileHasCompleteStructure(UNSEEN, "matroska,webm")).rejects.toMatchObject({
    code: "ENAMETOOLONG",
  });
});

test("P36: a file system of which nobody can tell whether it sends events is listed on a timer", () => {
  expect([eventReachOf(UNSEEN), eventReachOf("/tmp/nowhere/at/all")]).toEqual(["local", "all"]);
});

test("P36: the doctor does not take another disk for one that cannot be reached", async () => {
  expect(await checkDisk(UNSEEN)).toMatchObject({ state: "problem" });
  expect(await checkDisk("/tmp/nowhere/at/all")).not.toMatchObject({ state: "problem" });
});

test.skipIf(process.platform !== "linux")(
  "P36: a process that nobody can look at has not ended",
  () => {
    const program = join(
      import.meta.dirname,
      "../../../fixtures/programs/wait-without-descriptors.ts",
    );
    const words = ["-c", 'ulimit -n 64; exec "$0" "$@"', process.execPath, program];
    const said = execFileSync("sh", [...words, String(process.pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(JSON.parse(said)).toEqual({ refusal: "EMFILE", wasOver: false, isOver: false });
  },
);
