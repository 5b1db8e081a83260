import { expect, test } from "vitest";
import { checkOptions } from "../../src/options/options-schema.ts";
import { recordingSchema } from "../../src/options/recording-options.ts";

const DAY_MS = 86_400_000;

test.each([
  ["7d", { ageMs: 7 * DAY_MS, sizeBytes: null }],
  ["50GB", { ageMs: null, sizeBytes: 50e9 }],
  ["7d,50GB", { ageMs: 7 * DAY_MS, sizeBytes: 50e9 }],
  [["50GB", "7d"], { ageMs: 7 * DAY_MS, sizeBytes: 50e9 }],
  ["5m", { ageMs: 300_000, sizeBytes: null }],
  ["5MB", { ageMs: null, sizeBytes: 5e6 }],
  [
    { ageMs: null, sizeBytes: 7 },
    { ageMs: null, sizeBytes: 7 },
  ],
  [null, null],
])("a recording is kept as %j says", (keep, limits) => {
  expect(checkOptions(recordingSchema, { keep })).toMatchObject({ keep: limits });
});

test.each([
  "7",
  "0",
  "a week",
  "7d,8d",
  "50GB,1TB",
  "7d,50",
  ["7d", "7d"],
  [],
  { ageMs: null, sizeBytes: null },
  { ageMs: 7 },
])("what is no limit of a recording is refused: %j", (keep) => {
  expect(() => checkOptions(recordingSchema, { keep })).toThrow(
    "keep: must be a length of time, a size or both, such as 7d, 50GB or 7d,50GB",
  );
});
