import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import {
  type EndingCalls,
  hasGroups,
  signalGroup,
} from "../../../src/core/platform/process-groups.ts";

/** Records what the system was asked for; `taskkill` ends with this code. */
function recording(
  platform: NodeJS.Platform,
  exitCode: number | null = 0,
): EndingCalls & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    platform,
    asked,
    kill: (pid, signal) => void asked.push(`kill ${pid} ${signal}`),
    run: (program, args) => {
      asked.push([program.split("\\").at(-1), ...args].join(" "));
      return exitCode;
    },
  };
}

describe("a signal to a program and its children", () => {
  test.each(["linux", "darwin"] as const)("goes to their process group on %s", (platform) => {
    const calls = recording(platform);
    signalGroup(42, "SIGTERM", calls);
    expect([hasGroups(platform), calls.asked]).toEqual([true, ["kill -42 SIGTERM"]]);
  });

  test("ends the tree of processes on Windows, which has no groups", () => {
    const calls = recording("win32");
    signalGroup(42, "SIGTERM", calls);
    signalGroup(43, "SIGKILL", calls);
    expect(hasGroups("win32")).toBe(false);
    expect(calls.asked).toEqual(["taskkill.exe /PID 42 /T /F", "taskkill.exe /PID 43 /T /F"]);
  });

  test("is left to the console on Windows if it is that of Ctrl-C", () => {
    const calls = recording("win32");
    signalGroup(42, "SIGINT", calls);
    expect(calls.asked).toEqual([]);
  });

  test.each([128, null])(
    "ends the program alone on Windows where taskkill ends with %s",
    (exitCode) => {
      const calls = recording("win32", exitCode);
      signalGroup(42, "SIGKILL", calls);
      expect(calls.asked.at(-1)).toBe("kill 42 SIGKILL");
    },
  );

  test("takes no program for taskkill that lies in the working directory", () => {
    let program = "";
    const run: EndingCalls["run"] = (path) => {
      program = path;
      return 0;
    };
    signalGroup(42, "SIGKILL", { ...recording("win32"), run });
    expect(program).toMatch(/^[A-Z]:\\.*\\System32\\taskkill\.exe$/u);
  });
});

test("a program that is killed on this system takes its children along", async () => {
  const parent = `const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    child.once("spawn", () => console.log(child.pid));`;
  const stdio = ["ignore", "pipe", "inherit"] as const;
  const program = spawn(process.execPath, ["-e", parent], {
    stdio: [...stdio],
    detached: hasGroups(),
  });
  const [line] = (await once(program.stdout, "data")) as [Buffer];
  signalGroup(program.pid!, "SIGKILL");
  await once(program, "exit");
  await expect.poll(() => isRunning(Number(line))).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
