import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RetryBudget } from "../../../src/submitter/endpoint/retry-budget.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";

const RESERVE = 10;
const MAX_SAVED = 100;
const QUIET_MS = 1000;
const UNPAID_INTERVAL_MS = 100;

/** Something that happens `afterMs` after the last: a new frame, a retry that asks, or one that succeeds. */
const happening = fc.record({
  afterMs: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 50 }),
    fc.integer({ max: 3000, min: 0 }),
  ),
  kind: fc.constantFrom("frame", "retry", "reward"),
});
const happenings = fc.array(happening, { maxLength: 600 });

/** A budget, and the clock by which it goes. */
function budgetOnClock() {
  const clock = new FakeClock();
  return { budget: new RetryBudget(clock), clock };
}

/** Plays it, and tells when which retries were let out and how many of them nobody had paid for. */
function played(events: readonly { readonly afterMs: number; readonly kind: string }[]) {
  const { budget, clock } = budgetOnClock();
  const retriesAtMs: number[] = [];
  const framesAtMs: number[] = [];
  for (const { afterMs, kind } of events) {
    clock.advance(afterMs);
    if (kind === "frame") {
      budget.deposit();
      framesAtMs.push(clock.nowMs());
    } else if (kind === "reward") {
      budget.reward();
    } else if (budget.withdraw() === 0) {
      retriesAtMs.push(clock.nowMs());
    }
  }
  return { framesAtMs, retriesAtMs };
}

describe("the retry budget", () => {
  test("is never exceeded while new frames are sent: a tenth of them, and the reserve", () => {
    const busy = fc.array(
      fc.record({
        afterMs: fc.integer({ min: 0, max: 20 }),
        kind: fc.constantFrom("frame", "retry", "retry", "reward"),
      }),
      { maxLength: 2000 },
    );
    fc.assert(
      fc.property(busy, (events) => {
        // A frame at least every second: so nothing is quiet.
        const steady = events.flatMap((event) => [{ afterMs: 0, kind: "frame" }, event]);
        const { framesAtMs, retriesAtMs } = played(steady);
        expect(retriesAtMs.length).toBeLessThanOrEqual(RESERVE + framesAtMs.length / 10);
      }),
    );
  });

  test("adds at most ten retries a second to that, and one for each that succeeds, whatever happens", () => {
    fc.assert(
      fc.property(happenings, (events) => {
        const { framesAtMs, retriesAtMs } = played(events);
        const lastMs = retriesAtMs.at(-1) ?? 0;
        const rewards = events.filter(({ kind }) => kind === "reward").length;
        const unpaid = Math.ceil(lastMs / UNPAID_INTERVAL_MS) + 1 + rewards;
        expect(retriesAtMs.length).toBeLessThanOrEqual(RESERVE + framesAtMs.length / 10 + unpaid);
      }),
    );
  });

  test("lets out at most what was saved, and a tenth, in any stretch of time without a quiet one", () => {
    const { budget, clock } = budgetOnClock();
    for (let frame = 0; frame < 100_000; frame += 1) {
      budget.deposit();
      clock.advance(1);
    }
    let retries = 0;
    while (budget.withdraw() === 0) retries += 1;
    expect(retries).toBe(MAX_SAVED);
  });

  test("says how long a retry must wait, and never lets one out for free before that", () => {
    fc.assert(
      fc.property(happenings, (events) => {
        const { budget, clock } = budgetOnClock();
        for (const { afterMs, kind } of events) {
          clock.advance(afterMs);
          if (kind === "frame") budget.deposit();
          const waitMs = budget.withdraw();
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(waitMs).toBeLessThanOrEqual(UNPAID_INTERVAL_MS);
        }
      }),
    );
  });

  test("a new run has a few retries, so that its first failures need not wait", () => {
    const { budget, clock } = budgetOnClock();
    budget.deposit();
    clock.advance(1);
    const waits = Array.from({ length: RESERVE + 1 }, () => budget.withdraw());
    expect(waits).toEqual([...Array<number>(RESERVE).fill(0), UNPAID_INTERVAL_MS]);
  });

  test("once no new frame was sent for a second, ten a second go out unpaid", () => {
    const { budget, clock } = budgetOnClock();
    budget.deposit();
    while (budget.withdraw() === 0);
    clock.advance(QUIET_MS - 1);
    expect(budget.withdraw()).toBeGreaterThan(0);
    clock.advance(1);
    expect(budget.withdraw()).toBe(0);
    clock.advance(UNPAID_INTERVAL_MS - 1);
    expect(budget.withdraw()).toBeGreaterThan(0);
    clock.advance(1);
    expect(budget.withdraw()).toBe(0);
  });

  test("a retry that succeeds pays for another one, but only while no new frames are sent", () => {
    const { budget, clock } = budgetOnClock();
    budget.deposit();
    while (budget.withdraw() === 0);
    clock.advance(QUIET_MS - 1);
    budget.reward();
    expect(budget.withdraw()).toBeGreaterThan(0);
    clock.advance(1);
    budget.reward();
    budget.reward();
    const waits = Array.from({ length: 4 }, () => budget.withdraw());
    expect(waits).toEqual([0, 0, 0, UNPAID_INTERVAL_MS]);
  });
});
