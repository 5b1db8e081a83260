import { expect, test } from "vitest";
import { checkOptions } from "../../src/options/options-schema.ts";
import { sliceSchema } from "../../src/options/slice-options.ts";

const checked = (durationSeconds: unknown) => () =>
  checkOptions({ durationSeconds: sliceSchema.durationSeconds }, { durationSeconds });

test("the part of a video that options name is longer than nothing", () => {
  expect(checked("0s")).toThrow("durationSeconds: must be more than 0");
  expect(checked("0.04")()).toEqual({ durationSeconds: 0.04 });
  expect(checked(null)()).toEqual({ durationSeconds: null });
});
