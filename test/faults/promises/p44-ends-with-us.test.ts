import { spawn } from "node:child_process";
import { once } from "node:events";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";
import { folderOfFrames } from "../../support/frames/folder-of-frames.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";
import { processesWith, slicersOf } from "../../support/program/ffmpeg-processes.ts";
import { BIN, runCommand, startCommand } from "../../support/program/command-run.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";

const PROGRAMS = join(import.meta.dirname, "../../../fixtures/programs");
const UNHURRIED = join(PROGRAMS, "unhurried-ffmpeg.sh");
const SIGNALS = ["SIGHUP", "SIGQUIT", "SIGKILL"] as const;
const FRAMES = 12;

let folder: TemporaryFolder;
let video: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  video = join(folder.path, "two minutes.mkv");
  await ffmpeg(folder.path, ...testPicture("64x48", 120, 10), video);
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

let count = 0;
/** A time to sleep, far beyond the patience of any test, that occurs in no other command line. */
function newSleep(): string {
  count += 1;
  return `${3000 + count}.${process.pid}`;
}

/** A shell, a child of its own, and two more in a process group of their own, as `timeout` makes it. */
function family(sleep: string, trap: string): readonly string[] {
  return ["/bin/sh", "-c", `${trap} sleep ${sleep} & timeout ${sleep} sleep ${sleep}; wait`, sleep];
}
const FAMILY_SIZE = 4;

/** All of the family but frameferry itself, which has its words on its command line, too. */
function membersOf(sleep: string, own: number | undefined): readonly number[] {
  return processesWith(sleep).filter((pid) => pid !== own);
}

async function endedBy(
  signal: (typeof SIGNALS)[number],
  trap: string,
  oracle: Oracle,
): Promise<void> {
  await using home = await temporaryFolder();
  const sleep = newSleep();
  const frames = await folderOfFrames(home.path, 1);
  const words = ["watch", frames, "--to", oracle.url, "--", ...family(sleep, trap)];
  await using run = startCommand(words, home.path);
  const members = (): readonly number[] => membersOf(sleep, run.process.pid);
  await expect.poll(members).toHaveLength(FAMILY_SIZE);
  run.process.kill(signal);
  const { exitCode, stderr } = await run.ended;
  expect(exitCode).toBe(signal === "SIGKILL" ? null : 0);
  await expect.poll(members).toEqual([]);
  const isKilled = trap !== "" && signal !== "SIGKILL";
  expect(stderr.includes("the command /bin/sh did not end within 2 s")).toBe(isKilled);
}

describe.skipIf(process.platform !== "linux")("P44: a wrapped command", () => {
  test.each([
    ["is willing", ""],
    ["ignores SIGTERM", "trap '' HUP INT TERM;"],
  ])("that %s ends with its children at SIGHUP, SIGQUIT and SIGKILL", async (_, trap) => {
    await using oracle = await startOracle();
    await Promise.all(SIGNALS.map((signal) => endedBy(signal, trap, oracle)));
  });

  test("has as long to end as --kill-after says", async () => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle();
    const frames = await folderOfFrames(home.path, 1);
    const script =
      "trap 'sleep 3; echo ended by itself; exit' TERM; echo ready; while :; do sleep 0.1; done";
    const words = [
      "watch",
      frames,
      "--to",
      oracle.url,
      "--kill-after",
      "60s",
      "--",
      "/bin/sh",
      "-c",
      script,
    ];
    await using run = startCommand(words, home.path);
    await expect.poll(() => run.stderr).toContain("ready\n");
    run.process.kill("SIGTERM");
    const { exitCode, stderr } = await run.ended;
    expect([exitCode, stderr]).toEqual([0, expect.stringContaining("ended by itself\n")]);
    expect(stderr).not.toContain("is killed");
  });

  test("that ends by itself leaves nothing behind", async () => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle();
    const sleep = newSleep();
    const frames = await folderOfFrames(home.path, 1);
    const script = `timeout ${sleep} sleep ${sleep} >/dev/null 2>&1 & sleep 0.5`;
    const words = ["watch", frames, "--to", oracle.url, "--", "/bin/sh", "-c", script];
    expect(await runCommand(words, home.path)).toMatchObject({ exitCode: 0 });
    expect(processesWith(sleep)).toEqual([]);
  });
});

/** Starts the program on a terminal of its own, which closes when what is returned is killed. */
function onTerminal(words: readonly string[], home: string): ReturnType<typeof spawn> {
  const script = join(home, "start.sh");
  const line = [process.execPath, BIN, ...words].map(
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  );
  writeFileSync(script, `stty cols 80 rows 24\nexec ${line.join(" ")}\n`);
  return spawn("script", ["-qec", `exec /bin/sh ${script}`, "/dev/null"], {
    env: { ...process.env, XDG_STATE_HOME: home, TERM: "xterm", CI: undefined },
    stdio: ["ignore", "pipe", "ignore"],
  });
}

const IN_FLIGHT = 4;
const SLOW = { name: "slow", action: { kind: "delay", delayMs: 2000 } } as const;

async function fullFlight(oracle: Oracle): Promise<void> {
  const inFlight = async (): Promise<number> => (await oracle.counts()).inFlight;
  await expect.poll(inFlight).toBe(IN_FLIGHT);
}

describe.skipIf(process.platform !== "linux")("P44: a terminal that closes", () => {
  test.each(["watch", "run"] as const)(
    "ends %s and its children, and what was in flight is on record",
    async (command) => {
      await using home = await temporaryFolder();
      await using oracle = await startOracle([SLOW]);
      const sleep = newSleep();
      const clip = join(home.path, "clip.mkv");
      await ffmpeg(home.path, ...testPicture("64x48", FRAMES / 4, 4), clip);
      const source = command === "run" ? clip : await folderOfFrames(home.path, FRAMES);
      const words = [command, source, "--to", oracle.url, "-c", `${IN_FLIGHT}`];
      const wrapped = command === "run" ? ["--ffmpeg", UNHURRIED] : ["--", ...family(sleep, "")];
      const terminal = onTerminal([...words, ...wrapped], home.path);
      let shown = "";
      terminal.stdout?.setEncoding("utf8").on("data", (text: string) => (shown += text));
      await fullFlight(oracle);
      // A live block for `run`; a command prints between plain lines.
      expect(shown).toContain(command === "run" ? "\u001B[?25l" : source);
      terminal.kill("SIGKILL");
      await once(terminal, "exit");
      // `script` has the words on its command line, too; it has ended.
      await expect.poll(() => processesWith(source)).toEqual([]);
      expect(processesWith(sleep)).toEqual([]);
      expect(slicersOf(clip)).toEqual([]);
      expect(await oracle.counts()).toMatchObject({
        requests: IN_FLIGHT,
        fired: { slow: IN_FLIGHT },
      });

      await oracle.setFaults([]);
      const end = command === "watch" ? ["--until-idle", "300ms"] : [];
      expect(await runCommand([...words, ...end], home.path)).toMatchObject({ exitCode: 0 });
      expect(await oracle.counts()).toMatchObject({ requests: FRAMES, confirmedImages: FRAMES });
    },
  );
});

describe.skipIf(process.platform !== "linux")("P44: the ffmpeg", () => {
  test.each([
    ["SIGHUP", 129],
    ["SIGQUIT", 131],
    ["SIGKILL", null],
  ] as const)("of tune ends at a %s", async (signal, code) => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle();
    const words = ["tune", "--to", oracle.url, "--video", video, "--ffmpeg", UNHURRIED];
    await using run = startCommand(words, home.path);
    await expect.poll(() => slicersOf(video)).toHaveLength(1);
    run.process.kill(signal);
    expect((await run.ended).exitCode).toBe(code);
    await expect.poll(() => slicersOf(video)).toEqual([]);
    expect((await oracle.counts()).requests).toBe(0);
  });

  test.each(SIGNALS)("of doctor ends at a %s", async (signal) => {
    await using home = await temporaryFolder();
    const sleep = newSleep();
    const hanging = join(home.path, `hanging-${sleep}`);
    symlinkSync(join(PROGRAMS, "hanging-ffmpeg.sh"), hanging);
    await using run = startCommand(["doctor", "--ffmpeg", hanging], home.path);
    await expect.poll(() => processesWith(sleep)).toHaveLength(1);
    run.process.kill(signal);
    await once(run.process, "exit");
    await expect.poll(() => processesWith(sleep)).toEqual([]);
  });
});

test.each([
  ["SIGHUP", 0],
  ["SIGQUIT", 0],
] as const)("P44: serve ends at a %s as at SIGTERM", async (signal, code) => {
  await using home = await temporaryFolder();
  await using run = startCommand(["serve", "--port", "0"], home.path);
  await once(run.process.stdout ?? run.process, "data");
  run.process.kill(signal);
  expect(await run.ended).toMatchObject({
    exitCode: code,
    stderr: expect.stringContaining("stopped after 0 frames"),
  });
});
