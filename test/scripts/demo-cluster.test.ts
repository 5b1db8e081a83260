import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasNoNats } from "../support/brokers/nats-server.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { type CommandRun, startProgram } from "../support/program/command-run.ts";
import { wordsOf } from "../support/program/ffmpeg-processes.ts";
import { resultLines } from "../support/results/result-lines.ts";

const START = join(import.meta.dirname, "../../scripts/start.mjs");

/** The demo with its folders in another one, which tells its processes from others. */
function startDemo(
  folder: string,
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): CommandRun {
  const settings = { environment: { INIT_CWD: folder, TMPDIR: folder, ...environment } };
  return startProgram([process.execPath, START, "--demo-cluster", ...words], folder, settings);
}

/** Processes that have a folder on their command line. */
function processesIn(folder: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name) && Number(name) !== process.pid)
    .map((name) => wordsOf(Number(name)).join(" "))
    .filter((words) => words.includes(folder));
}

describe.skipIf(hasNoNats || process.platform !== "linux")("npm start -- --demo-cluster", () => {
  test("sends a video over three nodes to two workers, and leaves nothing behind", async () => {
    await using folder = await temporaryFolder();
    await using demo = startDemo(folder.path, ["--duration", "1s", "--fps", "10"]);
    const { exitCode, stderr } = await demo.ended;
    expect(stderr).toContain("all 10 frames delivered");
    expect(stderr).toMatch(/^dashboard: http:/mu);
    expect(exitCode).toBe(0);
    const lines = await resultLines(join(folder.path, "frameferry-cluster.jsonl"));
    expect(lines.map(({ outcome }) => outcome)).toEqual(Array(10).fill("delivered"));
    expect(processesIn(folder.path)).toEqual([]);
    expect(readdirSync(folder.path).toSorted()).toEqual([
      "frameferry-cluster.jsonl",
      "frameferry-report.html",
    ]);
  });

  test("ends all of it at Ctrl-C, with the edge's code", async () => {
    await using folder = await temporaryFolder();
    await using demo = startDemo(folder.path, []);
    await expect.poll(() => demo.stderr).toMatch(/^dashboard: http:/mu);
    expect(processesIn(folder.path).length).toBeGreaterThan(3);
    const { exitCode, stderr } = await demo.stop("SIGINT");
    // Nodes, queues and state are gone.
    expect(stderr).toMatch(/stopped with .*the next run starts at its first frame/u);
    expect(exitCode).toBe(130);
    expect(processesIn(folder.path)).toEqual([]);
  });

  test("ends all of it at SIGTERM while it still starts", async () => {
    await using folder = await temporaryFolder();
    await using demo = startDemo(folder.path, []);
    await expect.poll(() => processesIn(folder.path).length).toBeGreaterThan(0);
    expect((await demo.stop("SIGTERM")).exitCode).toBe(143);
    expect(processesIn(folder.path)).toEqual([]);
  });
});

test("npm start -- --demo-cluster says in a sentence what is missing", async () => {
  await using folder = await temporaryFolder();
  await using demo = startDemo(folder.path, [], { PATH: dirname(process.execPath) });
  const { exitCode, stderr } = await demo.ended;
  expect(stderr).toBe(
    "frameferry demo: the cluster needs nats-server, which is not installed: apt-get install nats-server\n",
  );
  expect(exitCode).toBe(5);
});
