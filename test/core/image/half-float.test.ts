import { expect, test } from "vitest";
import { halfFloatBits } from "../../../src/core/image/half-float.ts";

test.each([
  [0, 0],
  [1, 0x3c00],
  [-2, 0xc000],
  [0.1, 0x2e66],
  [1 / 3, 0x3555],
  [65_504, 0x7bff],
  [65_519, 0x7bff],
  [65_520, 0x7c00],
  [-1e9, 0xfc00],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [1.5 * 2 ** -24, 0x0002],
  [2 ** -25, 0x0000],
  [1 - 2 ** -12, 0x3c00],
  // Half-way between two numbers, to the even one.
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
])("%d is %i in half precision", (value, bits) => {
  expect(halfFloatBits(value)).toBe(bits);
});

test("each of the finite numbers of half precision has its own bits", () => {
  const valueOf = (bits: number): number => {
    const [exponent, fraction] = [bits >> 10, bits & 0x3ff];
    return exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  };
  const all = Array.from({ length: 0x7c00 }, (_, bits) => bits);
  expect(all.filter((bits) => halfFloatBits(valueOf(bits)) !== bits)).toEqual([]);
});
