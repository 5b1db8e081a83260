import { expect, test } from "vitest";
import { didYouMean, nearestWord } from "../../src/options/did-you-mean.ts";

const WORDS = ["concurrency", "max-concurrency", "timeoutMs", "to", "top", "fps"];

test.each([
  ["concurency", "concurrency"],
  ["MAX_CONCURRENCY", "max-concurrency"],
  ["timeout", "timeoutMs"],
  ["ot", null],
  ["fsp", "fps"],
  ["t0", "to"],
  ["resume", null],
  ["", null],
])("the guess for %j is %j", (typed, meant) => {
  expect(nearestWord(typed, WORDS)).toBe(meant);
});

test("a message ends with the guess, or without one, whatever was given", () => {
  expect(didYouMean("Timeout", WORDS)).toBe("; did you mean timeoutMs?");
  for (const given of ["nothing like it", 7, null, undefined])
    expect(didYouMean(given, WORDS)).toBe("");
});
