import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { recommend } from "../../src/tune/recommend.ts";
import type { TuneEnding } from "../../src/tune/tune-report.ts";
import { failing, sampleStep } from "../support/samples/sample-step.ts";

const KNEE: TuneEnding = { cause: "knee", reason: "More in flight bring no more" };

describe("the recommendation", () => {
  test("is the fewest in flight that bring nearly all of the most", () => {
    const steps = [sampleStep(2, 40), sampleStep(4, 78), sampleStep(8, 80), sampleStep(16, 79)];
    const { concurrency, reason } = recommend(steps, KNEE) ?? {};
    expect(concurrency).toBe(4);
    expect(reason).toBe(
      "4 in flight bring 78.0 frames/s, 98 % of the most that was seen (80.0 with 8), give or take 1 %. " +
        "More only wait: with 16 in flight, the median latency is 203 ms instead of 51.3 ms",
    );
  });

  test("gives a lower number the benefit of the doubt, but not of any doubt", () => {
    const scattered = (inFlight: number, rate: number, rateError: number) =>
      sampleStep(inFlight, rate, { rateError });
    const chosen = (rateError: number) =>
      recommend([scattered(4, 71, rateError), scattered(8, 78, rateError)], KNEE)?.concurrency;
    expect([0, 0.01, 0.03, 0.5].map(chosen)).toEqual([8, 8, 4, 4]);
    expect(recommend([scattered(4, 50, 0.5), scattered(8, 78, 0.5)], KNEE)?.concurrency).toBe(8);
  });

  test("never names a number at which requests fail for the load", () => {
    const ending: TuneEnding = { cause: "errors", reason: "With 8 in flight, 60 of 200 failed" };
    const steps = [sampleStep(2, 40), sampleStep(4, 50), sampleStep(8, 90, failing(60))];
    expect(recommend(steps, ending)).toEqual({
      concurrency: 4,
      reason: "4 in flight bring the most, 50.0 frames/s. With 8 in flight, 60 of 200 failed",
    });
  });

  test("says why it may not be the best, where a limit of ours ended it", () => {
    const ending: TuneEnding = { cause: "seconds", reason: "The time was over" };
    const growing = recommend([sampleStep(1, 20), sampleStep(2, 40)], ending);
    expect(growing).toMatchObject({
      concurrency: 2,
      reason: "2 in flight bring the most, 40.0 frames/s. The time was over",
    });
    const flat = recommend([sampleStep(1, 40), sampleStep(2, 41)], ending);
    expect(flat?.reason).toMatch(/^1 in flight brings .* More only wait: .* The time was over$/u);
  });

  test("says when this program itself was the limit", () => {
    const steps = [sampleStep(1, 20), sampleStep(2, 40, { cpuShare: 0.97 }), sampleStep(4, 41)];
    expect(recommend(steps, KNEE)?.reason).toMatch(
      /frameferry itself was busy, with 97 % of a core at 2 in flight/u,
    );
  });

  test("says when it rests on too little time", () => {
    const steps = [sampleStep(1, 4000, { seconds: 0.1 })];
    expect(recommend(steps, KNEE)?.reason).toMatch(/measured for 0.1 s only/u);
  });

  test("says when the service fails with it, too", () => {
    const steps = [sampleStep(1, 20, failing(10, "status 500"))];
    expect(recommend(steps, KNEE)?.reason).toContain("5 % of its requests failed: status 500");
  });

  test("is none where nothing was measured", () => {
    expect(recommend([], KNEE)).toBeNull();
    expect(recommend([sampleStep(1, null, failing(200))], KNEE)).toBeNull();
  });

  test("brings at least 95 % of what any step does, and no lower step does, where nothing scatters", () => {
    const rates = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(rates, (given) => {
        const steps = given.map((rate, at) => sampleStep(2 ** at, rate, { rateError: 0 }));
        const enough = 0.95 * Math.max(...given);
        const place = Math.log2(recommend(steps, KNEE)?.concurrency ?? 0);
        expect(given[place]).toBeGreaterThanOrEqual(enough);
        for (const rate of given.slice(0, place)) expect(rate).toBeLessThan(enough);
      }),
    );
  });
});
