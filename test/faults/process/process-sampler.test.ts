import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { growth } from "./levels.ts";
import { ProcessSampler } from "./process-sampler.ts";

const MEBIBYTE = 1024 * 1024;

/** Grows by a megabyte and two descriptors a step. */
const GROWING = `
  const kept = [];
  setInterval(() => {
    kept.push(Buffer.alloc(1048576, 1));
    for (let i = 0; i < 2; i += 1) kept.push(require("node:fs").openSync("/dev/null"));
    if (kept.length > 120) process.exit();
  }, 10);`;

test.skipIf(process.platform !== "linux")(
  "growth of memory and descriptors is seen from outside, until the process ends (needs Linux's /proc)",
  async () => {
    const child = spawn(process.execPath, ["-e", GROWING], { stdio: "ignore" });
    const sampler = new ProcessSampler(child.pid ?? -1, 10);
    await once(child, "close");
    await sampler[Symbol.asyncDispose]();
    expect(sampler.samples.length).toBeGreaterThan(10);
    expect(growth(sampler.levels("rssBytes"))).toBeGreaterThan(5 * MEBIBYTE);
    expect(growth(sampler.levels("descriptors"))).toBeGreaterThan(10);
    expect(sampler.greatest("descriptors")).toBeGreaterThan(40);
  },
);

test.skipIf(process.platform !== "linux")(
  "the growth of a steady process is none (needs Linux's /proc)",
  async () => {
    const program = "setInterval(() => {}, 1000); process.stdout.write('started')";
    const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] });
    await once(child.stdout, "data");
    {
      await using sampler = new ProcessSampler(child.pid ?? -1, 10);
      await expect.poll(() => sampler.samples.length).toBeGreaterThan(30);
      expect(growth(sampler.levels("descriptors"))).toBe(0);
    }
    child.kill("SIGKILL");
    await once(child, "close");
  },
);
