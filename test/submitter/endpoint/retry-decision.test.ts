import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../../src/core/frame/verdict.ts";
import { decideRetry } from "../../../src/submitter/endpoint/retry-decision.ts";

const rejection = { status: 500, reason: "why", response: null };
const ACCEPTED: Verdict = { kind: "accepted", status: 200, response: null };
const SUPERSEDED: Verdict = { kind: "fileChanged", ...rejection };
const REFUSED: Verdict = { kind: "rejected", ...rejection };
const PASSING: readonly Verdict[] = [
  { kind: "transientError", ...rejection },
  { kind: "unavailable", waitMs: null, ...rejection },
];
const situation = fc.record({
  attempts: fc.integer({ min: 1, max: 20 }),
  retries: fc.integer({ min: 0, max: 20 }),
  isExcused: fc.boolean(),
  mayMove: fc.boolean(),
});

describe("the decision after an attempt", () => {
  test.each([ACCEPTED, SUPERSEDED])("is to finish at $kind, whatever the situation", (verdict) => {
    fc.assert(
      fc.property(situation, (given) => {
        expect(decideRetry({ verdict, fault: null }, given)).toBe("finish");
      }),
    );
  });

  test("is to finish when it is rejected, unless it may move", () => {
    fc.assert(
      fc.property(situation, (given) => {
        const step = decideRetry({ verdict: REFUSED, fault: null }, given);
        expect(step).toBe(given.mayMove ? "failover" : "finish");
      }),
    );
  });

  test.each(PASSING)("is another attempt at $kind while it has one, and no more", (verdict) => {
    fc.assert(
      fc.property(situation, (given) => {
        const staying = { ...given, isExcused: false, mayMove: false };
        const step = decideRetry({ verdict, fault: null }, staying);
        expect(step).toBe(given.attempts <= given.retries ? "retry" : "finish");
      }),
    );
  });

  test.each(PASSING)(
    "counts no attempt at $kind in an outage, however many there were",
    (verdict) => {
      fc.assert(
        fc.property(situation, (given) => {
          const step = decideRetry(
            { verdict, fault: null },
            { ...given, isExcused: true, mayMove: false },
          );
          expect(step).toBe("retryUncounted");
        }),
      );
    },
  );

  test.each(PASSING)(
    "is to move where it may at $kind, even when it is out of attempts",
    (verdict) => {
      fc.assert(
        fc.property(situation, (given) => {
          expect(decideRetry({ verdict, fault: null }, { ...given, mayMove: true })).toBe(
            "failover",
          );
        }),
      );
    },
  );

  test("counts no attempt, and moves nothing, for what this machine is short of", () => {
    const verdict = PASSING[0] as Verdict;
    const given = { attempts: 1, retries: 0, isExcused: false, mayMove: true };
    expect(decideRetry({ verdict, fault: "resourcesExhausted" }, given)).toBe("retryUncounted");
    expect(decideRetry({ verdict, fault: "transient" }, given)).toBe("finish");
    expect(decideRetry({ verdict: REFUSED, fault: "unreadable" }, given)).toBe("finish");
  });

  test("counts no attempt of any frame when a request broke with several frames in it", () => {
    const given = { attempts: 1, retries: 0, isExcused: false, mayMove: false };
    const steps = PASSING.map((verdict) =>
      [true, false].map((isShared) =>
        decideRetry({ verdict, fault: null, batchPosition: { place: 1, isShared } }, given),
      ),
    );
    expect(steps).toEqual([
      ["retryUncounted", "finish"],
      ["finish", "finish"],
    ]);
  });
});
