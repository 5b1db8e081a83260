import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { folderOfFrames } from "../support/frames/folder-of-frames.ts";
import { serviceByIndex } from "../support/services/service-by-index.ts";
import { runCommand, startCommand } from "../support/program/command-run.ts";

let home: TemporaryFolder;
beforeEach(async () => {
  home = await temporaryFolder();
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

/** Sends five frames, of which 1 and 2 are refused and 3 comes to grief. @returns their folder. */
async function sendWithFailures(): Promise<string> {
  const folder = await folderOfFrames(home.path, 5);
  await using service = await serviceByIndex((index) => {
    if (index === 3) return { status: 500, body: "out of memory" };
    return index === 1 || index === 2 ? { status: 422, body: "not a cat" } : {};
  });
  const { exitCode } = await runCommand(
    ["send", folder, "--to", service.url, "--retries", "0"],
    home.path,
  );
  expect(exitCode).toBe(3);
  return folder;
}

interface Told {
  readonly jobs: readonly {
    readonly failed: number;
    readonly reasons: readonly { readonly count: number; readonly status: number }[];
    readonly failures: readonly Record<string, unknown>[];
  }[];
}

async function told(...words: readonly string[]): Promise<Told["jobs"][number]> {
  const { exitCode, stdout } = await runCommand(["failures", ...words, "--json"], home.path);
  expect(exitCode).toBe(0);
  const { jobs } = JSON.parse(stdout) as Told;
  expect(jobs).toHaveLength(1);
  return jobs[0]!;
}

describe("failures", () => {
  test("are counted by their reasons, and listed below", async () => {
    const folder = await sendWithFailures();
    const { exitCode, stdout, stderr } = await runCommand(["failures", folder], home.path);
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/→ http:\/\/127\.0\.0\.1:\d+\/: 3 failed\nCOUNT {2}STATUS {2}REASON\n/u);
    expect(stdout).toMatch(/^ {4}2 +422 {2}.*not a cat\n {4}1 +500 {2}.*out of memory$/mu);
    expect(stdout).toMatch(
      /^frame_00000002\.jpg +422 +1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}.*not a cat$/mu,
    );
    expect(stdout).not.toContain("frame_00000004.jpg");
  });

  test("are one JSON object for programs, with the path of each image", async () => {
    const folder = await sendWithFailures();
    const { failed, reasons, failures } = await told(folder);
    expect([failed, reasons.map(({ count, status }) => [count, status])]).toEqual([
      3,
      [
        [2, 422],
        [1, 500],
      ],
    ]);
    expect(failures).toHaveLength(3);
    expect(failures[0]).toMatchObject({
      ...{ source: folder, frame: "frame_00000001.jpg", image: join(folder, "frame_00000001.jpg") },
      ...{ status: 422, attempts: 1, index: null, ptsSeconds: null },
    });
    expect(Date.parse(String(failures[0]?.["failedAt"]))).not.toBeNaN();
  });

  test("may be chosen by status or by words of the reason, and limited", async () => {
    const folder = await sendWithFailures();
    const chosen = async (...words: readonly string[]): Promise<unknown> => {
      const { failed, failures } = await told(folder, ...words);
      return [failed, failures.map(({ frame }) => String(frame).slice(-5))];
    };
    expect(await chosen("--only", "500")).toEqual([1, ["3.jpg"]]);
    expect(await chosen("--only", "NOT A CAT")).toEqual([2, ["1.jpg", "2.jpg"]]);
    expect(await chosen("--max-frames", "1")).toEqual([3, ["1.jpg"]]);
    expect(await chosen("--only", "no such reason")).toEqual([0, []]);
  });

  test("are listed while a run is at work", async () => {
    const folder = await folderOfFrames(home.path, 2);
    await using service = await serviceByIndex((index) =>
      index === 0 ? { status: 400 } : { kind: "hang" },
    );
    const run = startCommand(["watch", folder, "--to", service.url], home.path);
    const isListed = async (): Promise<boolean> => {
      const { stdout } = await runCommand(["failures", folder], home.path);
      return stdout.includes("frame_00000000.jpg");
    };
    try {
      await expect.poll(isListed).toBe(true);
      expect(run.process.exitCode).toBeNull();
    } finally {
      run.process.kill("SIGKILL");
      await run.ended;
    }
  });

  test("of a source that was never sent end with 4, and a command to see the others", async () => {
    const { exitCode, stdout, stderr } = await runCommand(["failures", "no.mp4"], home.path);
    expect([exitCode, stdout]).toEqual([4, ""]);
    expect(stderr).toMatch(
      /no job of no\.mp4 is on record in .*\[ERR_JOB_UNKNOWN\]\n.*frameferry status/u,
    );
  });

  test("cannot forge lines by their names", async () => {
    const folder = await folderOfFrames(home.path, 1, "in\nforged");
    await using service = await serviceByIndex(() => ({ status: 400 }));
    await runCommand(["send", folder, "--to", service.url], home.path);
    const { stdout } = await runCommand(["failures", folder], home.path);
    expect(stdout).toContain(String.raw`in\nforged`);
    expect(stdout).not.toMatch(/^forged/mu);
  });
});
