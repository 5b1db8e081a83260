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

describe("the next step of a frame", () => {
  test.each([ACCEPTED, SUPERSEDED])(
    "$kind is its final word, whatever the situation",
    (verdict) => {
      fc.assert(
        fc.property(situation, (given) => {
          expect(decideRetry({ verdict, fault: null }, given)).toBe("finish");
        }),
      );
    },
  );

  test("refused is its final word, unless it may move", () => {
    fc.assert(
      fc.property(situation, (given) => {
        const step = decideRetry({ verdict: REFUSED, fault: null }, given);
        expect(step).toBe(given.mayMove ? "failover" : "finish");
      }),
    );
  });

  test.each(PASSING)("$kind brings another attempt while it has one, and no more", (verdict) => {
    fc.assert(
      fc.property(situation, (given) => {
        const staying = { ...given, isExcused: false, mayMove: false };
        const step = decideRetry({ verdict, fault: null }, staying);
        expect(step).toBe(given.attempts <= given.retries ? "retry" : "finish");
      }),
    );
  });

  test.each(PASSING)("$kind in an outage costs no attempt, however many there were", (verdict) => {
    fc.assert(
      fc.property(situation, (given) => {
        const step = decideRetry(
          { verdict, fault: null },
          { ...given, isExcused: true, mayMove: false },
        );
        expect(step).toBe("retryUncounted");
      }),
    );
  });

  test.each(PASSING)("$kind has it move where it may, and be it out of attempts", (verdict) => {
    fc.assert(
      fc.property(situation, (given) => {
        expect(decideRetry({ verdict, fault: null }, { ...given, mayMove: true })).toBe("failover");
      }),
    );
  });

  test("what this machine is short of costs no attempt, and moves nothing", () => {
    const verdict = PASSING[0] as Verdict;
    const given = { attempts: 1, retries: 0, isExcused: false, mayMove: true };
    expect(decideRetry({ verdict, fault: "resourcesExhausted" }, given)).toBe("retryUncounted");
    expect(decideRetry({ verdict, fault: "transient" }, given)).toBe("finish");
    expect(decideRetry({ verdict: REFUSED, fault: "unreadable" }, given)).toBe("finish");
  });

  test("a request that broke with several frames in it costs none of them an attempt", () => {
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
