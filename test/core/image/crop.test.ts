import { describe, expect, test } from "vitest";
import { cropBox, cropFromText, cropText, type Crop } from "../../../src/core/image/crop.ts";

const SIZE = { width: 321, height: 181 };

function crop(text: string): Crop {
  const found = cropFromText(text);
  if (typeof found === "string") throw new Error(found);
  return found;
}

describe("a crop", () => {
  test.each([
    ["100,50,200,90", "pixels", { x: 100, y: 50, width: 200, height: 90 }],
    [" 0, 0 ,2,1 ", "pixels", { x: 0, y: 0, width: 2, height: 1 }],
    ["0,0,1,1", "parts", { x: 0, y: 0, width: 321, height: 181 }],
    ["0.5,0,.5,1", "parts", { x: 161, y: 0, width: 160, height: 181 }],
    ["0.7,0.9,0.3,0.1", "parts", { x: 225, y: 163, width: 96, height: 18 }],
  ])("%s is in %s, and has its place in a picture", (text, unit, box) => {
    expect([crop(text).unit, cropBox(crop(text), SIZE)]).toEqual([unit, box]);
  });

  test("in parts touches its neighbors without a gap and without an overlap", () => {
    const widths = ["0,0,0.25,1", "0.25,0,0.25,1", "0.5,0,0.25,1", "0.75,0,0.25,1"].map((text) => {
      const box = cropBox(crop(text), SIZE);
      return typeof box === "string" ? [0, 0] : [box.x, box.x + box.width];
    });
    expect(widths.flat()).toEqual([0, 80, 80, 161, 161, 241, 241, 321]);
  });

  test.each([
    "1,2,3",
    "1,2,3,4,5",
    "a,0,1,1",
    "-1,0,5,5",
    "10,10,5.5,20",
    "25%,0,50%,1",
    ",,,",
    "1e2,0,5,5",
    "0,0,70000,5",
  ])("%s is none, and what one looks like is said", (text) => {
    expect(cropFromText(text)).toMatch(/^must be .* 100,50,640,360.* 0\.25,0,0\.5,1$/u);
  });

  test.each([
    ["0,0,0,5", "must enclose an area"],
    ["0.5,0,0.6,1", "must lie within the picture"],
    ["1,1,1,1", "must lie within the picture"],
  ])("%s is none: it %s", (text, why) => {
    expect(cropFromText(text)).toBe(why);
  });

  test.each([
    ["300,0,22,10", "reaches beyond the picture, which is 321x181 pixels"],
    ["0,180,10,2", "reaches beyond the picture, which is 321x181 pixels"],
    ["0.5,0,0.001,1", "is less than a pixel of the picture, which is 321x181 pixels"],
  ])("%s has no place in a smaller picture: it %s", (text, why) => {
    expect(cropBox(crop(text), SIZE)).toBe(why);
  });

  test("has one spelling", () => {
    expect(cropText(crop("0.50, 0,.5,1.0"))).toBe("0.5,0,0.5,1");
  });
});
