import { expect, test } from "vitest";
import { gridDifference, lumaGrid } from "../../src/demo/luma-grid.ts";
import {
  dominantColor,
  lumaOf,
  meanLuminance,
  sharpness,
  type Luma,
} from "../../src/demo/picture.ts";

function luma(width: number, height: number, at: (x: number, y: number) => number): Luma {
  const values = Float32Array.from({ length: width * height }, (_, index) =>
    at(index % width, Math.floor(index / width)),
  );
  return { values, width, height };
}

test("the luma of the demo weighs the channels as a JPEG's Y does", () => {
  const rgb = Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255]);
  const picture = lumaOf({ rgb, width: 3, height: 1 });
  expect([...picture.values].map((value) => Math.round(value * 10) / 10)).toEqual([
    76.2, 149.7, 29.1,
  ]);
  expect(meanLuminance(picture)).toBeCloseTo(85, 3);
});

test("the sharpness of the demo is the variance of the Laplacian over the inner pixels", () => {
  // Inner pixels of a 4 x 3 picture with one bright one at (1, 1): -4 x 10 and 1 x 10.
  expect(sharpness(luma(4, 3, (x, y) => (x === 1 && y === 1 ? 10 : 0)))).toBe(625);
  expect(sharpness(luma(9, 9, (x, y) => 3 * x + 5 * y))).toBe(0);
  expect(sharpness(luma(2, 9, (x) => 255 * x))).toBe(0);
});

test("the dominant color of the demo is the mean of the fullest bin", () => {
  const rgb = Uint8Array.from([16, 32, 48, 18, 34, 50, 255, 255, 255]);
  const color = dominantColor({ rgb, width: 3, height: 1 });
  expect(color).toEqual({ r: 17, g: 33, b: 49, hex: "#112131" });
});

test("the difference of the demo counts half for one half of the picture, at any size", () => {
  for (const [width, height] of [
    [256, 144],
    [2, 1],
    [100, 77],
  ] as const) {
    const black = lumaGrid(luma(width, height, () => 0));
    const half = lumaGrid(luma(width, height, (x) => (x < width / 2 ? 200 : 0)));
    expect(gridDifference(black, half)).toBeCloseTo(100, 0);
    expect(gridDifference(half, half)).toBe(0);
  }
});
