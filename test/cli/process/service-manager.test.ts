import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openServiceManager } from "../../../src/cli/process/service-manager.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { CommandRun, PROGRAM, startProgram } from "../../support/program/command-run.ts";

const SOCKET = fileURLToPath(
  new URL("../../../fixtures/programs/notify-socket.py", import.meta.url),
);
const isHere = (program: string): boolean =>
  spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
const whyNot = ["systemd-notify", "python3"].find((program) => !isHere(program));

let folder: TemporaryFolder;
let manager: CommandRun | null = null;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await manager?.[Symbol.asyncDispose]();
  manager = null;
  await folder[Symbol.asyncDispose]();
});

/** Starts a service manager that only listens. */
async function listen(): Promise<{ readonly socket: string; readonly lines: () => string[] }> {
  const socket = join(folder.path, "notify");
  const child = new CommandRun(spawn("python3", [SOCKET, socket]), (exit) => exit);
  manager = child;
  await expect.poll(() => child.stdout).toContain("listens");
  const messages = (): readonly { lines?: string[] }[] =>
    child.stdout
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  return { socket, lines: () => messages().flatMap(({ lines = [] }) => lines) };
}

test("nothing is sent, and nobody is missed, where no service manager waits for word", async () => {
  const reports: string[] = [];
  const report = (text: string): void => void reports.push(text);
  await using nobody = await openServiceManager({ describe: () => "", report }, { PATH: "" });
  nobody.ready();
  nobody.stopping();
  expect(reports).toEqual([]);
});

test("a missing systemd-notify is told once, with the way out", async () => {
  const reports: string[] = [];
  const env = { NOTIFY_SOCKET: join(folder.path, "notify"), PATH: folder.path };
  {
    await using alone = await openServiceManager(
      { describe: () => "", report: (text) => void reports.push(text) },
      env,
    );
    alone.ready();
    alone.stopping();
  }
  expect(reports).toEqual([expect.stringContaining("no systemd-notify to send it: install it")]);
});

test.skipIf(whyNot !== undefined)(
  "a service manager hears in order what happens, and the time of a reload",
  async () => {
    const { socket, lines } = await listen();
    const env: NodeJS.ProcessEnv = { NOTIFY_SOCKET: socket, PATH: process.env["PATH"] };
    const before = process.hrtime.bigint() / 1000n;
    {
      await using ours = await openServiceManager(
        { describe: () => "one\nline", report: expect.unreachable },
        env,
      );
      expect(env).not.toHaveProperty("NOTIFY_SOCKET");
      ours.ready();
      ours.reloading();
      ours.status("another");
      ours.stopping();
    }
    await expect.poll(() => lines()).toContain("STOPPING=1");
    const [ready, status, reloading, monotonic = "", ...rest] = lines();
    expect([ready, status, reloading]).toEqual(["READY=1", "STATUS=one line", "RELOADING=1"]);
    const [, usec = "0"] = monotonic.split("MONOTONIC_USEC=");
    expect(BigInt(usec)).toBeGreaterThanOrEqual(before);
    expect(rest).toEqual(["STATUS=another", "STOPPING=1"]);
  },
);

test.skipIf(whyNot !== undefined)(
  "a watchdog of another process gets no sign of life from this one",
  async () => {
    const { socket, lines } = await listen();
    const pid = String(process.pid + 1);
    const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: "2000", WATCHDOG_PID: pid };
    let count = 0;
    await using ours = await openServiceManager(
      { describe: () => "", report: expect.unreachable },
      { ...env, PATH: process.env["PATH"] },
    );
    ours.ready();
    while (count++ < 20) ours.status(String(count));
    await expect.poll(() => lines()).toContain("STATUS=20");
    expect(lines()).not.toContain("WATCHDOG=1");
  },
);

test.skipIf(whyNot !== undefined)(
  "frameferry up tells that it is ready, alive and stopping, and its children cannot",
  async () => {
    const { socket, lines } = await listen();
    mkdirSync(join(folder.path, "a"));
    writeFileSync(
      join(folder.path, "frameferry.yaml"),
      `sources:
  a: { watch: a, to: "http://127.0.0.1:1/", command: [sh, -c, 'env > env.txt; mv env.txt env.done; sleep 600'] }`,
    );
    await using run = startProgram([...PROGRAM, "up"], join(folder.path, "state"), {
      cwd: folder.path,
      environment: { NOTIFY_SOCKET: socket, WATCHDOG_USEC: "400000" },
    });
    await expect.poll(() => lines()).toContain("WATCHDOG=1");
    const written = join(folder.path, "env.done");
    await expect.poll(() => existsSync(written)).toBe(true);
    const environment = readFileSync(written, "utf8");
    expect(environment).toContain("PATH=");
    expect(environment).not.toMatch(/NOTIFY_SOCKET|WATCHDOG_USEC/u);
    await run.stop("SIGTERM");
    await expect.poll(() => lines()).toContain("STOPPING=1");
    const all = lines();
    expect(all[0]).toBe("READY=1");
    expect(all[1]).toMatch(/^STATUS=1 source: 1 .*; 0 frames delivered$/u);
    expect(run.stderr).not.toContain("service manager");
  },
);
