import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Where `.ci/run` wants the machine-readable result; no file without it. */
const report = process.env["FRAMEFERRY_TEST_REPORT"];

/** Files that change or measure what all of a process shares: time, environment, warnings, memory. */
const ALONE = [
  "test/cli/progress/plain-lines.test.ts",
  "test/faults/promises/p32-flat.test.ts",
  "test/faults/promises/p45-proxy.test.ts",
  "test/ledger/log-sync.test.ts",
  "test/ledger/sqlite.test.ts",
  "test/results/results-file.test.ts",
  "test/run-video.test.ts",
  "test/slicer/choice-of-ffmpeg.test.ts",
  "test/submitter/dispatch/dispatcher.test.ts",
  "test/submitter/dispatch/http-submitter.test.ts",
  "test/submitter/http/in-flight-requests.test.ts",
  "test/submitter/image/read-image.test.ts",
  "test/submitter/retries.test.ts",
  "test/tune-service.test.ts",
];

/** Files that take long though they are small: the others begin by their size, and these would be the last to end. */
const EARLY = [
  "test/cli/cameras/gaps.test.ts",
  "test/cli/export/export-stream.test.ts",
  "test/submitter/limit/scenarios/scenarios.test.ts",
];

/** Files that load both cores by themselves: they run one after the other, when all others have ended. */
const LAST = ["test/faults/exactly-once.test.ts", "test/faults/promises/p30-real-service.test.ts"];

const root = fileURLToPath(new URL("..", import.meta.url));
const missing = [...ALONE, ...EARLY, ...LAST].filter((file) => !existsSync(root + file));
if (missing.length > 0)
  throw new Error(`${missing.join(", ")}: named in scripts/vitest.config.ts, and not there`);

export default defineConfig({
  root,
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...{
            name: "together",
            include: ["test/**/*.test.ts"],
            exclude: [...ALONE, ...EARLY, ...LAST],
          },
          isolate: false,
        },
      },
      // Projects begin in the order of their names.
      { extends: true, test: { name: "alone", include: ALONE, isolate: true } },
      { extends: true, test: { name: "early", include: EARLY, isolate: false } },
      {
        extends: true,
        test: { name: "last", include: LAST, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
    pool: "forks",
    // Each start of the program, and of a service in TypeScript, costs half as much with its code at hand.
    env: { NODE_COMPILE_CACHE: `${root}node_modules/.cache/frameferry/compiled` },
    // Most tests wait more than they work: five keep two cores busy. A machine of CI may be slower, and has more time.
    maxWorkers: process.env["CI"] === "true" ? 4 : 5,
    // Tests start ffmpeg, Python services and the program itself, on machines that may have other work
    // to do: no test sets an end of its own to a wait, for that would only measure the machine.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000, interval: 20 } },
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
  },
});
