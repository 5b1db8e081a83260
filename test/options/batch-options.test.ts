import { expect, test } from "vitest";
import { batchSchema } from "../../src/options/batch-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";

const check = (given: object) => checkOptions(batchSchema, given);

test("a frame has its request to itself unless batches are asked for", () => {
  expect(check({})).toEqual({ batch: 1, batchTimeoutMs: 20 });
  expect(check({ batch: "8", batchTimeoutMs: "2s" })).toEqual({ batch: 8, batchTimeoutMs: 2000 });
  expect(check({ batch: 128, batchTimeoutMs: 0 })).toEqual({ batch: 128, batchTimeoutMs: 0 });
});

test.each([
  [{ batch: 0 }, "batch: must be at least 1"],
  [{ batch: 129 }, "batch: must be at most 128"],
  [{ batch: "many" }, "batch: must be a whole number"],
  [{ batchTimeoutMs: "20" }, "batchTimeoutMs: must be a length of time with its unit"],
])("the batch options %j are an error: %s", (given, words) => {
  expect(() => check(given)).toThrow(words);
});
