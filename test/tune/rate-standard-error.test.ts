import { describe, expect, test } from "vitest";
import { rateError } from "../../src/tune/rate-standard-error.ts";
import type { Sample } from "../../src/tune/sample.ts";

/** Ends of one request after the other, by how long each took. */
function ends(tookMs: readonly number[]): readonly Sample[] {
  let endedMs = 0;
  return tookMs.map((ms) => {
    endedMs += ms;
    return { worker: 0, startedMs: endedMs - ms, endedMs, outcome: { kind: "accepted" } };
  });
}

describe("the error of a rate", () => {
  test("is nothing for clockwork", () => {
    expect(rateError(ends(Array.from({ length: 101 }, () => 50)))).toBeCloseTo(0, 9);
  });

  test("is what the quarters scatter, by the root of their number", () => {
    // About 20, 20, 20 and 10 a second: mean 17.5, standard deviation 5, error 2.5.
    const quarters = [
      ...Array.from({ length: 60 }, () => 50),
      ...Array.from({ length: 10 }, () => 100),
    ];
    expect(rateError(ends(quarters))).toBeCloseTo(2.5 / 17.5, 1);
  });

  test("is not known, and taken for nothing, where there is too little to see", () => {
    expect(rateError(ends([50, 50, 50]))).toBe(0);
    expect(rateError([])).toBe(0);
  });
});
