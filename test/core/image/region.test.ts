import { expect, test } from "vitest";
import { regionFromText } from "../../../src/core/image/region.ts";

test("four numbers are a rectangle", () => {
  expect(regionFromText("0.5,0,0.25,1")).toEqual([
    { x: 0.5, y: 0 },
    { x: 0.75, y: 0 },
    { x: 0.75, y: 1 },
    { x: 0.5, y: 1 },
  ]);
  expect(regionFromText("0.7, 0.9,0.3,0.1")).toEqual(expect.any(String));
  expect(regionFromText("0.7,0.9,0.3,0.1")).toHaveLength(4);
});

test("three or more pairs are a polygon", () => {
  expect(regionFromText(" 0,0  1,0 0.5,1 ")).toEqual([
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 0.5, y: 1 },
  ]);
});

test.each([
  "",
  "1,2",
  "0,0,1",
  "0,0,1,1,1",
  "0,0 1,1",
  "0,0 1,0 0.5",
  "0,0,2,1",
  "-0.1,0,1,1",
  "a,b,c,d",
  "0,,1,1",
  "NaN,0,1,1",
  "50%,0,0.5,1",
])("%j is no region, which is said with examples", (text) => {
  expect(regionFromText(text)).toContain("must be a rectangle x,y,width,height");
});

test.each([
  ["0.5,0,0,1", "must enclose an area"],
  ["0,0 0.5,0.5 1,1", "must enclose an area"],
  ["0.5,0,0.6,1", "must lie within the picture"],
])("%j encloses nothing, or too much", (text, message) => {
  expect(regionFromText(text)).toBe(message);
});
