import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Where `.ci/run` wants the machine-readable result; no file without it. */
const report = process.env["FRAMEFERRY_TEST_REPORT"];

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Tests start ffmpeg, Python services and the program itself, on machines that may have other work
    // to do: no test sets an end of its own to a wait, for that would only measure the machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000, interval: 20 } },
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
  },
});
