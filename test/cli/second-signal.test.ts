import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import type { RunSummary } from "../../src/index.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/files/temporary-folder.ts";
import { preloaded } from "../support/program/preloaded.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { type Collector, startCollector } from "../support/services/collector.ts";
import { folderOfFrames } from "../support/frames/folder-of-frames.ts";
import { processesWith, slicersOf } from "../support/program/ffmpeg-processes.ts";
import { type CommandRun, runCommand, startCommand } from "../support/program/command-run.ts";

const VIDEO = fixtureVideoPath(CFR_VIDEO.fileName);
const UNHURRIED = join(import.meta.dirname, "../../fixtures/programs/unhurried-ffmpeg.sh");
const DRAINS = "finishing what is in flight";

let home: TemporaryFolder;
let frames: string;
beforeEach(async () => {
  home = await temporaryFolder();
  frames = await folderOfFrames(home.path, 8);
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

/** A command with all its requests under way, none of which is ever answered. */
async function inFlight(
  words: readonly string[],
  service: Collector,
  environment: NodeJS.ProcessEnv = {},
): Promise<CommandRun> {
  const run = startCommand(words, home.path, environment);
  await expect.poll(() => service.inFlight).toBeGreaterThan(0);
  return run;
}

function isRunning({ process: { exitCode, signalCode } }: CommandRun): boolean {
  return exitCode === null && signalCode === null;
}

/** The words of each command that carries frames, against a service. */
const CARRYING: Readonly<Record<string, (url: string) => readonly string[]>> = {
  run: (to) => ["run", VIDEO, "--to", to, "--ffmpeg", UNHURRIED],
  "watch with a command": (to) => ["watch", frames, "--to", to, "--", "sleep", marker()],
  send: (to) => ["send", frames, "--to", to],
  resubmit: (to) => ["resubmit", frames, "--to", to],
  tune: (to) => ["tune", "--to", to, "--images", frames, "--max-requests", "100"],
};

/** A time to sleep that occurs in no other command line. */
function marker(): string {
  return `3600.${process.pid}`;
}

async function failAll(): Promise<void> {
  await using refusing = await startCollector({ answer: () => ({ status: 400 }) });
  const words = ["send", frames, "--to", refusing.url, "--service-name", "s"];
  expect(await runCommand(words, home.path)).toMatchObject({ exitCode: 3 });
}

/** Sends a first signal, at which the program gets stuck, and a second one. */
async function endStuck(run: CommandRun): Promise<void> {
  run.process.kill("SIGINT");
  await expect.poll(() => run.stderr).toContain("stuck in a loop");
  await expect
    .poll(() => run.stderr)
    .toContain("frameferry does not respond; Ctrl-C again ends it");
  expect(isRunning(run)).toBe(true);
  run.process.kill("SIGINT");
  await run.ended;
  // A shell says 130.
  expect(run.process.signalCode).toBe("SIGINT");
}

/** What a command must not leave behind. */
function children(): readonly number[] {
  return [...slicersOf(VIDEO), ...processesWith(marker()).filter((pid) => pid !== process.pid)];
}

describe.runIf(process.platform === "linux")("a second signal", () => {
  test.each(["run", "watch with a command", "send", "resubmit"])(
    "ends %s at once, with its summary and the code of the first",
    async (name) => {
      if (name === "resubmit") await failAll();
      await using service = await startCollector({ answer: () => ({ kind: "hang" }) });
      const words = CARRYING[name]?.(service.url) ?? [];
      const own = words.slice(0, words.includes("--") ? words.indexOf("--") : undefined);
      await using run = await inFlight([...own, "--json", ...words.slice(own.length)], service);
      run.process.kill("SIGTERM");
      await expect.poll(() => run.stderr).toContain(DRAINS);
      expect(isRunning(run)).toBe(true);
      run.process.kill("SIGINT");
      const { exitCode, stdout, stderr } = await run.ended;
      expect(exitCode).toBe(143);
      expect(stderr).not.toContain("aborted");
      expect(JSON.parse(stdout) as RunSummary).toMatchObject({ delivered: 0, complete: false });
      await expect.poll(children).toEqual([]);
    },
  );

  test.each(["run", "watch with a command", "tune"])(
    "ends %s even while its main thread is busy for ever",
    async (name) => {
      if (name === "resubmit") await failAll();
      await using service = await startCollector({ answer: () => ({ kind: "hang" }) });
      const stuck = preloaded("stuck-on-signal.ts", { STUCK: "loop" });
      await using run = await inFlight(CARRYING[name]?.(service.url) ?? [], service, stuck);
      await endStuck(run);
      await expect.poll(children).toEqual([]);
    },
  );

  test("ends run even while something that it waits for never comes", async () => {
    await using service = await startCollector({ answer: () => ({ kind: "hang" }) });
    const words = ["run", VIDEO, "--to", service.url];
    const stuck = preloaded("stuck-on-signal.ts", { STUCK: "wait" });
    await using run = await inFlight(words, service, stuck);
    run.process.kill("SIGINT");
    await expect.poll(() => run.stderr).toContain(DRAINS);
    run.process.kill("SIGINT");
    const { exitCode, stderr } = await run.ended;
    expect(stderr).toContain("stuck in a wait");
    expect(stderr).toContain("did not end within 5 s and are aborted");
    expect(exitCode).toBe(130);
    // What was in flight is not lost: the next run sends all.
    await using well = await startCollector({});
    const again = ["run", VIDEO, "--to", well.url, "--service-name", "s"];
    expect(await runCommand(again, home.path)).toMatchObject({ exitCode: 0 });
  });

  test("ends serve even while its main thread is busy for ever", async () => {
    const stuck = preloaded("stuck-on-signal.ts", { STUCK: "loop" });
    await using run = startCommand(["serve", "--port", "0"], home.path, stuck);
    await expect.poll(() => run.stderr).toContain("the demo service listens");
    await endStuck(run);
  });
});

test.runIf(process.platform === "linux")("the first signal ends the doctor", async () => {
  await using service = await startCollector({ answer: () => ({ kind: "hang" }) });
  await using run = await inFlight(["doctor", "--to", service.url], service);
  run.process.kill("SIGTERM");
  expect((await run.ended).exitCode).toBe(143);
});
