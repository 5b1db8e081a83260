import { describe, expect, test } from "vitest";
import { AdaptiveLimit } from "../../../../src/submitter/limit/adaptive-limit.ts";
import { type Figures, mean, measure } from "../simulation/measure.ts";
import { simulate } from "../simulation/simulate.ts";
import { SCENARIOS } from "./scenarios.ts";

/** Where answers come at random, the luck of a few courses proves nothing. */
const SEEDS = Array.from({ length: 24 }, (_, index) => index + 1);

describe("the adaptive limit", () => {
  test.each(SCENARIOS)(
    "is as good as the best fixed one: $name",
    ({ course, periods, maxLatency = 2 }) => {
      // A recording has up to 160,000 requests: all of them at once cost more to keep than to make.
      const measured = SEEDS.map((seed) => {
        const { ended } = simulate(course, new AdaptiveLimit(256), seed);
        return periods.map(([from, to]) => measure(ended, [from, to]));
      });
      for (const [place, [, , best]] of periods.entries()) {
        const figures = measured.flatMap((one) => one[place] ?? []);
        const meanOf = (pick: (figures: Figures) => number): number => mean(figures.map(pick));
        expect(meanOf(({ perSecond }) => perSecond)).toBeGreaterThanOrEqual(0.95 * best.perSecond);
        expect(meanOf(({ latencyMs }) => latencyMs)).toBeLessThanOrEqual(
          maxLatency * best.latencyMs,
        );
        expect(meanOf(({ turnedAwayShare }) => turnedAwayShare)).toBeLessThanOrEqual(0.02);
      }
    },
  );
});
