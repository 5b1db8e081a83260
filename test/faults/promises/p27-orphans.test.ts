import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";
import { slicersOf, stateOf } from "../../support/program/ffmpeg-processes.ts";
import { type CommandRun, startCommand } from "../../support/program/command-run.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";

const NOBODY = { workers: 0, serviceMs: 0 };

let folder: TemporaryFolder;
let video: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  video = join(folder.path, "a minute.mkv");
  await ffmpeg(folder.path, ...testPicture("320x240", 60, 10), video);
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

/** A run whose ffmpeg stands still, for the service does not answer. */
async function pausedRun(oracle: Oracle, state: string): Promise<CommandRun> {
  await oracle.setCapacity(NOBODY);
  const words = ["run", video, "--to", oracle.url, "--spool-size", "200kB", "--json"];
  const run = startCommand(words, join(folder.path, state));
  await expect.poll(() => stateOf(slicersOf(video)[0])).toBe("T");
  return run;
}

describe.skipIf(process.platform !== "linux")("P27: a paused ffmpeg", () => {
  test("is gone within two seconds when its parent is killed", async () => {
    await using oracle = await startOracle();
    const run = await pausedRun(oracle, "killed");
    expect(slicersOf(video)).toHaveLength(1);
    run.process.kill("SIGKILL");
    await once(run.process, "exit");
    await expect.poll(() => slicersOf(video)).toEqual([]);
  });

  test("stands still again after a shell has continued it with its parent", async () => {
    await using oracle = await startOracle();
    const run = await pausedRun(oracle, "continued");
    const [pid = -1] = slicersOf(video);
    process.kill(pid, "SIGCONT");
    await expect.poll(() => stateOf(pid)).toBe("T");
    run.process.kill("SIGKILL");
    await run.ended;
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
    ["SIGQUIT", 131],
  ] as const)("gets a %s of its parent, which ends with %i", async (signal, code) => {
    await using oracle = await startOracle();
    const run = await pausedRun(oracle, signal);
    run.process.kill(signal);
    await expect.poll(() => slicersOf(video)).toEqual([]);
    await oracle.setCapacity(null);
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(code);
    expect(JSON.parse(stdout)).toMatchObject({ slicePauses: 1, failed: 0, dropped: 0 });
  });
});
