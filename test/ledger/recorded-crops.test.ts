import { expect, test } from "vitest";
import type { CroppedPart } from "../../src/core/frame/cropped-part.ts";
import { cropAt, withCrop } from "../../src/ledger/recorded-crops.ts";

const PART: CroppedPart = {
  ...{ x: 1, y: 2, width: 3, height: 4, image: "part" },
  ...{ frame: { width: 9, height: 9 }, sent: { width: 3, height: 4 } },
};
const OTHER: CroppedPart = { ...PART, x: 5 };

test("what images show is known by their indexes, across runs that show something else", () => {
  const crops = withCrop(withCrop(withCrop([], 0, PART), 10, OTHER), 20, null);
  expect([0, 9, 10, 19, 20].map((index) => cropAt(crops, index))).toEqual([
    ...[PART, PART, OTHER, OTHER, null],
  ]);
});

test("a run that goes on adds nothing, one that begins again replaces, and one without a part leaves no trace", () => {
  const crops = withCrop([], 0, PART);
  expect(withCrop(crops, 7, { ...PART })).toEqual(crops);
  expect(withCrop(crops, 0, OTHER)).toEqual([{ fromIndex: 0, crop: OTHER }]);
  expect(withCrop([], 0, null)).toEqual([]);
});
