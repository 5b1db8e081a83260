import { expect, test } from "vitest";
import { resultsKeeping } from "../../../src/app/delivery/results-keeping.ts";
import { resultsSchema } from "../../../src/options/results-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import type { ResultsOptions } from "../../../src/options/results-options.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const ALL = Number.POSITIVE_INFINITY;

test.each([
  ["a watch in the state folder keeps 1 GB", {}, true, { maxBytes: 1e9, keepMs: 30 * DAY_MS }],
  ["what has an end keeps all", {}, false, { maxBytes: ALL, keepMs: 30 * DAY_MS }],
  ["a named file has no limit", { results: "a" }, true, null],
  [
    "a named file has the limits that were set",
    { results: "a", resultsMaxSizeBytes: "5MB" },
    true,
    { maxBytes: 5e6, keepMs: ALL },
  ],
  [
    "0 lifts the limit of a watch",
    { resultsMaxSizeBytes: 0, resultsRetentionMs: "90d" },
    true,
    { maxBytes: ALL, keepMs: 90 * DAY_MS },
  ],
  [
    "what has an end has a limit where one was set",
    { resultsMaxSizeBytes: "5MB" },
    false,
    { maxBytes: 5e6, keepMs: 30 * DAY_MS },
  ],
])(
  "results are kept for a time and in an amount that suit the run: %s",
  (_, given, isEndless, limits) => {
    const options = checkOptions<ResultsOptions>(resultsSchema, given);
    expect(resultsKeeping(options, isEndless).limits).toEqual(limits);
  },
);

test("a limit that would set a results file aside for every other answer is an error", () => {
  expect(() => checkOptions(resultsSchema, { resultsMaxSizeBytes: "10kB" })).toThrow(
    "resultsMaxSizeBytes: must be 0 or at least 1MB",
  );
});
