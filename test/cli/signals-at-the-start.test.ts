import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { folderOfFrames } from "../support/frames/folder-of-frames.ts";
import { processesWith } from "../support/program/ffmpeg-processes.ts";
import { BIN, type CommandRun, startProgram } from "../support/program/command-run.ts";

const SILENT = join(import.meta.dirname, "../../fixtures/programs/silent-ffmpeg.sh");
const VIDEO = fixtureVideoPath(CFR_VIDEO.fileName);
const NOWHERE = "http://127.0.0.1:9/predict";
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof CODES;

let home: TemporaryFolder;
beforeAll(async () => {
  home = await temporaryFolder();
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

let count = 0;
/** An ffmpeg that hangs, and the word by which its sleep is found. */
function silentFfmpeg(moment: "start" | "header"): { path: string; sleep: string } {
  count += 1;
  const sleep = `${4000 + count}.${process.pid}`;
  const path = join(home.path, `${moment}-${sleep}`);
  symlinkSync(SILENT, path);
  return { path, sleep };
}

/** Starts the program in a process group of its own, as a shell with a terminal does. */
function startInGroup(words: readonly string[]): CommandRun {
  return startProgram(["setsid", process.execPath, BIN, ...words], join(home.path, "state"));
}

/** Sends a signal to all of the group, as a terminal does at Ctrl-C. */
function signalGroup({ process: { pid = 0 } }: CommandRun, signal: Signal): void {
  process.kill(-pid, signal);
}

describe.skipIf(process.platform !== "linux")("a signal while ffmpeg is waited for", () => {
  test.each([
    ["run", "start", "SIGINT", ["run", VIDEO, "--to", NOWHERE]],
    ["run", "header", "SIGTERM", ["run", VIDEO, "--to", NOWHERE]],
    ["run --dry-run", "start", "SIGINT", ["run", VIDEO, "--to", NOWHERE, "--dry-run"]],
    ["tune", "header", "SIGINT", ["tune", "--video", VIDEO, "--to", NOWHERE]],
    ["doctor", "start", "SIGTERM", ["doctor"]],
  ] as const)(
    "ends %s, which hangs at its %s, with the code of %s",
    async (_, moment, signal, words) => {
      const { path, sleep } = silentFfmpeg(moment);
      await using run = startInGroup([...words, "--ffmpeg", path]);
      await expect.poll(() => processesWith(sleep)).toHaveLength(1);
      signalGroup(run, signal);
      const { exitCode, stderr } = await run.ended;
      expect(exitCode).toBe(CODES[signal]);
      expect(stderr).not.toContain("error");
      await expect.poll(() => processesWith(sleep)).toEqual([]);
    },
  );
});

describe.skipIf(process.platform !== "linux")("a signal while a service is asked", () => {
  let server: Server;
  let asked = 0;
  beforeAll(async () => {
    server = createServer(({ method }) => {
      if (method === "GET") asked += 1;
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  test.each([
    ["run", "SIGINT", 130],
    ["send", "SIGTERM", 143],
    ["watch", "SIGINT", 0],
  ] as const)("ends %s with the code of %s", async (command, signal, code) => {
    const before = asked;
    const { port } = server.address() as AddressInfo;
    const source = command === "run" ? VIDEO : await folderOfFrames(home.path, 1, command);
    const to = ["--to", `http://127.0.0.1:${port}/predict`, "--protocol", "auto"];
    await using run = startInGroup([command, source, ...to, "--json"]);
    await expect.poll(() => asked).toBeGreaterThan(before);
    signalGroup(run, signal);
    const { exitCode, stdout, stderr } = await run.ended;
    expect(stderr).not.toContain("error");
    expect(JSON.parse(stdout)).toMatchObject({ delivered: 0, failed: 0 });
    expect(exitCode).toBe(code);
  });
});
