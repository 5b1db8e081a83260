import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { estimate } from "../../../src/app/preview/estimate.ts";
import { EvenSample } from "../../../src/app/preview/even-sample.ts";
import { shownOfEach, spreadEvenly } from "../../../src/app/preview/spread.ts";

describe("frames on a sheet", () => {
  test.each([
    [3, 5, [0, 1, 2]],
    [0, 5, []],
    [9, 5, [0, 2, 4, 6, 8]],
    [9, 2, [0, 8]],
    [9, 1, [4]],
  ])("of %i, at most %i, go from the first to the last", (count, most, expected) => {
    expect(spreadEvenly(count, most)).toEqual(expected);
  });

  test("are as many as may be, each once, in order, and about equally far apart", () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 2, max: 500 }), (count, most) => {
        const places = spreadEvenly(count, most);
        expect(places).toHaveLength(Math.min(count, most));
        const distances = places.slice(1).map((place, at) => place - (places[at] ?? 0));
        expect(Math.max(1, ...distances) - Math.min(...distances, 1e9)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test.each([
    ["half of each kind", 40, 60, [5, 5]],
    ["all of what is rare", 98, 2, [8, 2]],
    ["all of what is sent, if that is rare", 3, 97, [3, 7]],
    ["only what is sent, if nothing is left out", 100, 0, [10, 0]],
  ])("are %s", (_, sent, out, expected) => {
    const shown = shownOfEach({ sent, out }, 10);
    expect([shown.sent, shown.out]).toEqual(expected);
  });
});

describe("a sample of more items than are kept", () => {
  test("has all of them up to its limit, and then every second, fourth and so on from the first one on", () => {
    const sample = new EvenSample<number>(8);
    const kept = Array.from({ length: 40 }, (_, at) => {
      sample.add(at);
      return [...sample.items];
    });
    expect(kept[7]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(kept[8]).toEqual([0, 2, 4, 6, 8]);
    expect(kept[39]).toEqual([0, 8, 16, 24, 32]);
    expect(sample.count).toBe(40);
    expect(Math.max(...kept.map(({ length }) => length))).toBe(8);
  });
});

describe("an estimate", () => {
  test("takes the mean of what was measured, and the price of a thousand", () => {
    const found = estimate(
      3600,
      { count: 10, bytes: 500_000 },
      { batch: 16, pricePerThousand: 1.5 },
    );
    expect(found).toEqual({ requests: 225, bytes: 180_000_000, isExact: false, cost: 5.4 });
  });

  test("is exact if all were measured, and says nothing of what is not known", () => {
    const options = { batch: 1, pricePerThousand: null };
    expect(estimate(2, { count: 2, bytes: 7 }, options)).toEqual({
      requests: 2,
      bytes: 7,
      isExact: true,
      cost: null,
    });
    expect(estimate(2, { count: 0, bytes: 0 }, options).bytes).toBeNull();
  });
});
