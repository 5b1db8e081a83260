import { expect, test } from "vitest";
import { labelColor } from "../../src/pictures/label-color.ts";

const LABELS = ["person", "bicycle", "car", "motorcycle", "bus", "truck", "cat", "dog", "horse"];

test("a label has one color, in every run", () => {
  expect(["person", "car", "Grüße", "<img>", ""].map(labelColor)).toMatchInlineSnapshot(`
    [
      "#a23d7b",
      "#901f1b",
      "#00836b",
      "#523a9a",
      "#477900",
    ]
  `);
});

test("labels of usual models differ in color", () => {
  expect(new Set(LABELS.map(labelColor)).size).toBe(LABELS.length);
});

test("white text on the color of any label has a contrast of 4.5, as WCAG 2.1 asks for", () => {
  const labels = Array.from({ length: 2000 }, (_, at) => `label ${at}`);
  const contrasts = labels.map((label) => 1.05 / (luminance(labelColor(label)) + 0.05));
  expect(Math.min(...contrasts)).toBeGreaterThan(4.5);
});

/** Relative luminance by WCAG 2.1. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
