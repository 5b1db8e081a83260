import { expect, test } from "vitest";
import { type Fault, FaultPlan } from "./fault-plan.ts";
import { answersLost, FAULT_NAMES, firingsInAll, mixedFaults } from "./mixed-faults.ts";

const REQUESTS = 20_000;

function firingsOf(faults: readonly Fault<unknown>[]) {
  const plan = new FaultPlan(faults, 0);
  for (let count = 0; count < REQUESTS; count += 1) {
    const fault = plan.choose({ digest: "image", nowMs: 0 }, () => true);
    if (fault !== null) plan.hasFired(fault);
  }
  return plan.fired;
}

test("the mixed faults meet two of a hundred requests, and each of them does", () => {
  const { oracle, proxy } = mixedFaults(1);
  const fired = { ...firingsOf(oracle), ...firingsOf(proxy) };
  expect(Object.keys(fired)).toEqual(FAULT_NAMES);
  expect(Math.min(...Object.values(fired))).toBeGreaterThan(REQUESTS / 4000);
  expect(firingsInAll(fired) / REQUESTS).toBeCloseTo(0.02, 2);
});

test("the mixed faults meet other requests with another seed", () => {
  expect(firingsOf(mixedFaults(1).oracle)).not.toEqual(firingsOf(mixedFaults(2).oracle));
});

test("the mixed faults that lose answers are told from those that reject requests", () => {
  expect(answersLost({ "503": 9, "cut answer": 2, "stalled answer": 1 })).toBe(3);
});
