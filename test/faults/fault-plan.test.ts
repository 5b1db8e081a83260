import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FaultPlan, type FaultRule } from "./fault-plan.ts";

/** The names of the faults that strike a row of requests, one a millisecond, from 0 on. */
function struck(when: FaultRule, digests: readonly (string | null)[]): readonly boolean[] {
  const plan = new FaultPlan([{ name: "fault", when, action: "act" }], 0);
  return digests.map((digest, nowMs) => plan.choose({ digest, nowMs }, () => true) !== null);
}

const numbersOf = (strikes: readonly boolean[]): number[] =>
  strikes.flatMap((isStruck, index) => (isStruck ? [index + 1] : []));
const sixImages = ["a", "b", "a", "c", "b", "a"];

describe("a rule of a fault", () => {
  test.each<[string, FaultRule, number[]]>([
    ["none strikes every request", {}, [1, 2, 3, 4, 5, 6]],
    ["every third", { every: 3 }, [3, 6]],
    ["two at most", { atMost: 2 }, [1, 2]],
    ["certain images", { digests: ["b", "c"] }, [2, 4, 5]],
    ["each image once", { atMostPerFrame: 1 }, [1, 2, 4]],
    ["a window of time", { window: { fromMs: 1, toMs: 4 } }, [2, 3, 4]],
    ["all conditions at once", { every: 2, digests: ["b", "a"], atMost: 1 }, [2]],
  ])("%s", (_, when, numbers) => {
    expect(numbersOf(struck(when, sixImages))).toEqual(numbers);
  });

  test("about images does not apply while the image is unknown", () => {
    const unknown = [null, null, null];
    for (const when of [
      { digests: ["a"] },
      { atMostPerFrame: 1 },
      { share: { of: "frames", part: 1, seed: 1 } } as const,
    ])
      expect(numbersOf(struck(when, unknown))).toEqual([]);
  });

  test("about a share applies to that part, and the same for the same seed", () => {
    const requests = Array.from({ length: 5000 }, () => null);
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, part) => {
        const share = { of: "requests", part, seed } as const;
        const strikes = struck({ share }, requests);
        expect(Math.abs(numbersOf(strikes).length / 5000 - part)).toBeLessThan(0.05);
        expect(struck({ share }, requests)).toEqual(strikes);
      }),
      { numRuns: 10 },
    );
  });

  test("about a share of frames applies to all requests of a frame or none", () => {
    const images = Array.from({ length: 900 }, (_, index) => `image ${index % 300}`);
    const strikes = struck({ share: { of: "frames", part: 0.3, seed: 7 } }, images);
    expect(strikes.slice(300, 600)).toEqual(strikes.slice(0, 300));
    expect(strikes.slice(600)).toEqual(strikes.slice(0, 300));
    expect(new Set(strikes)).toEqual(new Set([true, false]));
  });
});

describe("one of several faults", () => {
  test("is done when its rule is the first that holds, and counted when it was carried out", () => {
    const plan = new FaultPlan(
      [
        { name: "third", when: { every: 3 }, action: 1 },
        { name: "rest", action: 2 },
      ],
      0,
    );
    const names = [1, 2, 3, 4].map((nowMs) => {
      const fault = plan.choose({ digest: null, nowMs }, () => true);
      if (fault !== null && nowMs > 1) plan.hasFired(fault);
      return fault?.name;
    });
    expect(names).toEqual(["rest", "rest", "third", "rest"]);
    expect(plan.fired).toEqual({ third: 1, rest: 2 });
  });

  test("counts no request for its rule that it could not have met", () => {
    const plan = new FaultPlan([{ name: "second", when: { every: 2 }, action: "act" }], 0);
    const isPossible = [false, true, false, true];
    const strikes = isPossible.map((can) => plan.choose({ digest: null, nowMs: 0 }, () => can));
    expect(strikes.map((fault) => fault?.name)).toEqual([
      undefined,
      undefined,
      undefined,
      "second",
    ]);
  });
});
