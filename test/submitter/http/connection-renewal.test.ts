import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answersUntilRenewal } from "../../../src/submitter/http/connection-renewal.ts";

const MAX_ANSWERS = 15_000;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("the number of answers that a socket brings before its renewal", () => {
  test("is some dozens at first, and twice as many each time", () => {
    expect([1, 2, 3, 4].map((count) => answersUntilRenewal(count, 0.5))).toEqual([
      64, 128, 256, 512,
    ]);
  });

  test("is never smaller than with the socket before, and never without end", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2000 }), chance, (socketCount, random) => {
        const answers = answersUntilRenewal(socketCount, random);
        expect(answers).toBeGreaterThanOrEqual(answersUntilRenewal(socketCount - 1, random));
        expect(answers).toBeLessThanOrEqual(MAX_ANSWERS);
      }),
    );
  });

  test("differs by chance, so that connections opened together are not renewed together", () => {
    expect([0, 0.25, 0.5, 0.75].map((random) => answersUntilRenewal(1, random))).toEqual([
      32, 48, 64, 80,
    ]);
  });
});
