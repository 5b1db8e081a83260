import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { PausableProcess } from "../../src/slicer/pausable-process.ts";
import { stateOf } from "../support/program/ffmpeg-processes.ts";

/** Writes a log without an end. */
const TALKATIVE = ["-e", "for (;;) require('node:fs').writeSync(2, 'a line of a log\\n');"];

function talkative(): ChildProcess {
  const child = spawn(process.execPath, TALKATIVE, { stdio: ["ignore", "ignore", "pipe"] });
  child.stderr?.on("data", () => {});
  return child;
}

async function heldFor(child: ChildProcess, platform: NodeJS.Platform): Promise<PausableProcess> {
  const held = new PausableProcess(child, platform);
  await once(child.stderr ?? child, "data");
  held.pause();
  held.pause();
  return held;
}

describe.skipIf(process.platform !== "linux")("a process that is paused", () => {
  test("stands still, and goes on where it was", async () => {
    const child = talkative();
    const held = await heldFor(child, "linux");
    await expect.poll(() => stateOf(child.pid)).toBe("T");
    held.resume();
    await once(child.stderr ?? child, "data");
    expect(stateOf(child.pid)).not.toBe("T");
    child.kill("SIGKILL");
    await once(child, "close");
  });

  test("learns at once that it is to end, and is not paused again", async () => {
    const child = talkative();
    const held = await heldFor(child, "linux");
    held.terminate();
    held.pause();
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    expect([code, signal]).toEqual([null, "SIGTERM"]);
  });

  test("waits for a reader of its log where there are no signals for that", async () => {
    const child = talkative();
    const held = await heldFor(child, "win32");
    expect(child.stderr?.isPaused()).toBe(true);
    await expect.poll(() => stateOf(child.pid)).toBe("S");
    held.resume();
    await once(child.stderr ?? child, "data");
    held.terminate();
    await once(child, "close");
    expect(child.signalCode).toBe("SIGTERM");
  });
});
