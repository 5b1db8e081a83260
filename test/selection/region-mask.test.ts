import { expect, test } from "vitest";
import { type Region, regionFromText } from "../../src/core/image/region.ts";
import { regionMask } from "../../src/selection/region-mask.ts";

const SIZE = { width: 8, height: 4 };
const region = (text: string): Region => regionFromText(text) as Region;

/** The mask as rows of `#` and `.`. */
function drawn(include: readonly string[], ignore: readonly string[] = []): readonly string[] {
  const regions = { include: include.map(region), ignore: ignore.map(region) };
  const positions = new Set(regionMask(regions, SIZE).positions);
  return Array.from({ length: SIZE.height }, (_, row) =>
    Array.from({ length: SIZE.width }, (__, column) =>
      positions.has(row * SIZE.width + column) ? "#" : ".",
    ).join(""),
  );
}

test("without regions the whole picture counts", () => {
  expect(drawn([])).toEqual(["########", "########", "########", "########"]);
});

test("regions add up, and ignored ones go before them, with the pixels that touch them", () => {
  expect(drawn(["0,0,0.25,1", "0.5,0,0.5,0.25"], ["0,0.75,1,0.25"])).toEqual([
    "##..####",
    "##......",
    "........",
    "........",
  ]);
});

test("a polygon may have a notch", () => {
  expect(drawn(["0,0 1,0 1,1 0.5,0.5 0,1"])).toEqual([
    "########",
    "########",
    "###..###",
    "#......#",
  ]);
});
