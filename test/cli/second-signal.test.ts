import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import type { RunSummary } from "../../src/index.ts";
import { type TemporaryFolder, temporaryFolder } from "../core/temporary-folder.ts";
import { preloaded } from "../faults/process/preloaded.ts";
import { fixtureVideoPath } from "../scripts/decoded-video.ts";
import { type Collector, startCollector } from "../support/collector.ts";
import { folderOfFrames } from "../support/command-home.ts";
import { processesWith, slicersOf } from "../support/ffmpeg-processes.ts";
import { type CliRun, killedAtLast, runCli, startCli } from "../support/frameferry-process.ts";

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

interface Told {
  readonly run: CliRun;
  /** What it has printed to standard error so far. */
  readonly stderr: () => string;
}

function start(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Told {
  const run = startCli(words, home.path, environment);
  let said = "";
  run.process.stderr?.on("data", (text: string) => (said += text));
  return { run, stderr: () => said };
}

/** A command with all its requests under way, none of which is ever answered. */
async function inFlight(
  words: readonly string[],
  service: Collector,
  environment: NodeJS.ProcessEnv = {},
): Promise<Told> {
  const told = start(words, environment);
  await expect.poll(() => service.inFlight).toBeGreaterThan(0);
  return told;
}

function isRunning({ process: { exitCode, signalCode } }: CliRun): boolean {
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
  expect(await runCli(words, home.path)).toMatchObject({ exitCode: 3 });
}

/** Sends a first signal, at which the program gets stuck, and a second one. */
async function endStuck({ run, stderr }: Told): Promise<void> {
  run.process.kill("SIGINT");
  await expect.poll(stderr).toContain("stuck in a loop");
  await expect.poll(stderr).toContain("frameferry does not respond; Ctrl-C again ends it");
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

describe.runIf(process.platform === "linux")(
  "a second signal ends the program (issue 14, number 33)",
  () => {
    test.each(["run", "watch with a command", "send", "resubmit"])(
      "%s: at once, with its summary and the code of the first",
      async (name) => {
        if (name === "resubmit") await failAll();
        await using service = await startCollector({ answer: () => ({ kind: "hang" }) });
        const words = CARRYING[name]?.(service.url) ?? [];
        const own = words.slice(0, words.includes("--") ? words.indexOf("--") : undefined);
        const told = await inFlight([...own, "--json", ...words.slice(own.length)], service);
        await using _ = killedAtLast(told.run);
        told.run.process.kill("SIGTERM");
        await expect.poll(told.stderr).toContain(DRAINS);
        expect(isRunning(told.run)).toBe(true);
        told.run.process.kill("SIGINT");
        const { exitCode, stdout, stderr } = await told.run.ended;
        expect(exitCode).toBe(143);
        expect(stderr).not.toContain("broken off");
        expect(JSON.parse(stdout) as RunSummary).toMatchObject({ delivered: 0, complete: false });
        await expect.poll(children).toEqual([]);
      },
    );

    test.each(["run", "watch with a command", "tune"])(
      "%s: even while its main thread is busy for ever",
      async (name) => {
        if (name === "resubmit") await failAll();
        await using service = await startCollector({ answer: () => ({ kind: "hang" }) });
        const stuck = preloaded("stuck-on-signal.ts", { STUCK: "loop" });
        const told = await inFlight(CARRYING[name]?.(service.url) ?? [], service, stuck);
        await using _ = killedAtLast(told.run);
        await endStuck(told);
        await expect.poll(children).toEqual([]);
      },
    );

    test("run: even while something that it waits for never comes", async () => {
      await using service = await startCollector({ answer: () => ({ kind: "hang" }) });
      const words = ["run", VIDEO, "--to", service.url];
      const stuck = preloaded("stuck-on-signal.ts", { STUCK: "wait" });
      const told = await inFlight(words, service, stuck);
      await using _ = killedAtLast(told.run);
      told.run.process.kill("SIGINT");
      await expect.poll(told.stderr).toContain(DRAINS);
      told.run.process.kill("SIGINT");
      const { exitCode, stderr } = await told.run.ended;
      expect(stderr).toContain("stuck in a wait");
      expect(stderr).toContain("did not end within 5 s and are aborted");
      expect(exitCode).toBe(130);
      // What was in flight is not lost: the next run sends all.
      await using well = await startCollector({});
      const again = ["run", VIDEO, "--to", well.url, "--service-name", "s"];
      expect(await runCli(again, home.path)).toMatchObject({ exitCode: 0 });
    });

    test("serve: even while its main thread is busy for ever", async () => {
      const stuck = preloaded("stuck-on-signal.ts", { STUCK: "loop" });
      const told = start(["serve", "--port", "0"], stuck);
      await using _ = killedAtLast(told.run);
      await expect.poll(told.stderr).toContain("the demo service listens");
      await endStuck(told);
    });
  },
);

test.runIf(process.platform === "linux")("the first signal ends the doctor", async () => {
  await using service = await startCollector({ answer: () => ({ kind: "hang" }) });
  const told = await inFlight(["doctor", "--to", service.url], service);
  await using _ = killedAtLast(told.run);
  told.run.process.kill("SIGTERM");
  expect((await told.run.ended).exitCode).toBe(143);
});
