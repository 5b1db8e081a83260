import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Sample } from "../../src/tune/sample.ts";
import { steadyRate } from "../../src/tune/steady-rate.ts";

/** Ends of requests that a service finishes in bunches, worker after worker. */
function bunches(workers: number, perBunch: number, everyMs: number, count: number): Sample[] {
  return Array.from({ length: count }, (_, at) => ({
    worker: at % workers,
    startedMs: 0,
    endedMs: Math.floor(at / perBunch) * everyMs,
    outcome: { kind: "accepted" },
  }));
}

describe("the rate at full load", () => {
  test("is exact for bunches, wherever the time begins and ends", () => {
    const workers = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(workers, fc.nat(), fc.nat(), (inFlight, from, to) => {
        const all = bunches(inFlight, inFlight, 50, 12 * inFlight);
        const cut = all.slice(from % (3 * inFlight), all.length - (to % (3 * inFlight)));
        expect(steadyRate(cut)).toBeCloseTo(inFlight * 20, 6);
      }),
    );
  });

  test("counts what a small service does, however many wait for it", () => {
    const rate = steadyRate(bunches(16, 4, 50, 200)) ?? 0;
    expect(rate).toBeGreaterThan(0.95 * 80);
    expect(rate).toBeLessThan(1.05 * 80);
  });

  test("leaves out what failed, but not the time that it took", () => {
    const failed = { kind: "failed", failure: "status 500", reason: "", isAnswered: true } as const;
    const outcomeOf = ({ worker, outcome }: Sample) => (worker === 1 ? failed : outcome);
    const shots = bunches(2, 2, 50, 40).map((shot): Sample => {
      const { worker, startedMs, endedMs } = shot;
      return { worker, startedMs, endedMs, outcome: outcomeOf(shot) };
    });
    expect(steadyRate(shots)).toBeCloseTo(20, 6);
  });

  test("is unknown where no worker ended twice", () => {
    expect(steadyRate(bunches(8, 8, 50, 8))).toBeNull();
    expect(steadyRate([])).toBeNull();
  });
});
