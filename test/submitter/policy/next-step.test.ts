import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../../src/core/verdict.ts";
import { nextStep } from "../../../src/submitter/policy/next-step.ts";

const rejection = { status: 500, reason: "why", response: null };
const FINAL: readonly Verdict[] = [
  { kind: "accepted", status: 200, response: null },
  { kind: "refused", ...rejection },
  { kind: "superseded", ...rejection },
];
const PASSING: readonly Verdict[] = [
  { kind: "broken", ...rejection },
  { kind: "overloaded", waitMs: null, ...rejection },
];
const situation = fc.record({
  attempts: fc.integer({ min: 1, max: 20 }),
  retries: fc.integer({ min: 0, max: 20 }),
  isExcused: fc.boolean(),
});

describe("the next step of a frame", () => {
  test.each(FINAL)("$kind is its final word, whatever the situation", (verdict) => {
    fc.assert(
      fc.property(situation, (given) => {
        expect(nextStep({ verdict, fault: null }, given)).toBe("settle");
      }),
    );
  });

  test.each(PASSING)("$kind brings another attempt while it has one, and no more", (verdict) => {
    fc.assert(
      fc.property(situation, (given) => {
        const step = nextStep({ verdict, fault: null }, { ...given, isExcused: false });
        expect(step).toBe(given.attempts <= given.retries ? "retry" : "settle");
      }),
    );
  });

  test.each(PASSING)("$kind in an outage costs no attempt, however many there were", (verdict) => {
    fc.assert(
      fc.property(situation, (given) => {
        const step = nextStep({ verdict, fault: null }, { ...given, isExcused: true });
        expect(step).toBe("repeat");
      }),
    );
  });

  test("what this machine is short of costs no attempt", () => {
    const verdict = PASSING[0] as Verdict;
    const given = { attempts: 1, retries: 0, isExcused: false };
    expect(nextStep({ verdict, fault: "starved" }, given)).toBe("repeat");
    expect(nextStep({ verdict, fault: "passing" }, given)).toBe("settle");
  });
});
