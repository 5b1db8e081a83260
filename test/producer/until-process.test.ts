import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { systemClock } from "../../src/core/concurrency/clock.ts";
import { untilProcess } from "../../src/producer/until-process.ts";

const never = new AbortController().signal;
const isLinux = process.platform === "linux";

test("the wait for a process lasts while it goes on, and ends with it", async () => {
  const child = spawn("/bin/cat", { stdio: ["pipe", "ignore", "ignore"] });
  let isOver = false;
  const waiting = untilProcess(child.pid ?? 0, systemClock, never).then(() => (isOver = true));
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(isOver).toBe(false);
  child.stdin.end();
  await waiting;
});

test("the wait for a process that has ended before ends at once", async () => {
  const child = spawn("/bin/true");
  await once(child, "exit");
  await untilProcess(child.pid ?? 0, systemClock, never);
});

test.runIf(isLinux)(
  "the wait for a process takes a zombie, whose parent never asks for its end, as ended",
  async () => {
    const script = "sleep 0.2 & echo $!; exec sleep 60";
    const parent = spawn("/bin/sh", ["-c", script], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [line] = (await once(parent.stdout, "data")) as [Buffer];
      const zombie = Number(line.toString());
      const state = (): string =>
        /\) (\w)/u.exec(readFileSync(`/proc/${zombie}/stat`, "utf8"))?.[1] ?? "";
      await expect.poll(state).toBe("Z");
      await untilProcess(zombie, systemClock, never);
      expect(state()).toBe("Z");
    } finally {
      parent.kill("SIGKILL");
    }
  },
);

test("the wait for a process ends at an abort", async () => {
  await untilProcess(process.pid, systemClock, AbortSignal.timeout(50));
});
