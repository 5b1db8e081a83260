import { describe, expect, test } from "vitest";
import { sampled } from "../../src/app/sources/sampling.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import { sliceSchema } from "../../src/options/slice-options.ts";

const checked = (durationSeconds: unknown) => () =>
  checkOptions({ durationSeconds: sliceSchema.durationSeconds }, { durationSeconds });

test("the part of a video that options name is longer than nothing", () => {
  expect(checked("0s")).toThrow("durationSeconds: must be more than 0");
  expect(checked("0.04")()).toEqual({ durationSeconds: 0.04 });
  expect(checked(null)()).toEqual({ durationSeconds: null });
});

describe("every", () => {
  const every = (given: unknown) => () =>
    checkOptions({ every: sliceSchema.every }, { every: given }).every;

  test.each([
    [10, 10],
    ["10", 10],
    ["10s", "10s"],
    ["500ms", "0.5s"],
    ["1m", "60s"],
  ])("takes a count or a period: %j", (given, value) => expect(every(given)()).toBe(value));

  test.each([0, "0s", 1.5, "-1s", "often", ""])("takes no other: %j", (given) => {
    expect(every(given)).toThrow("must be a whole number, or a length of time such as 10s");
  });

  test("of a period is a rate", () => {
    expect(sampled({ fps: null, every: "10s" })).toEqual({ fps: 0.1, every: 1 });
    expect(sampled({ fps: 2, every: 3 })).toEqual({ fps: 2, every: 3 });
    expect(() => sampled({ fps: 2, every: "10s" })).toThrow("both say how many frames");
  });
});

describe("the nearest keyframe", () => {
  const nearest = { nearestKeyframe: true, keyframes: false } as const;

  test("is that of a period", () => {
    expect(sampled({ fps: null, every: "10s", ...nearest })).toMatchObject({ fps: 0.1 });
    expect(sampled({ fps: 0.5, every: 1, ...nearest })).toMatchObject({ fps: 0.5 });
  });

  test.each([
    [{ fps: null, every: 1 }, "no period is given"],
    [{ fps: null, every: 10 }, "no period is given"],
    [{ fps: 1, every: 2 }, "no period is given"],
    [{ fps: 1, every: 1, keyframes: true }, "contradict each other"],
  ] as const)("is refused with %j", (given, words) => {
    expect(() => sampled({ ...nearest, ...given })).toThrow(words);
  });
});
