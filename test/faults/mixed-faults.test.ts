import { expect, test } from "vitest";
import { type Fault, FaultPlan } from "./fault-plan.ts";
import {
  answersLost,
  firingsInAll,
  MIXED_ORACLE_FAULTS,
  MIXED_PROXY_FAULTS,
} from "./mixed-faults.ts";

const REQUESTS = 100_000;

function struckShare(faults: readonly Fault<unknown>[]): number {
  const plan = new FaultPlan(faults, 0);
  for (let count = 0; count < REQUESTS; count += 1) {
    const fault = plan.choose({ digest: "image", nowMs: 0 }, () => true);
    if (fault !== null) plan.hasFired(fault);
  }
  expect(Math.min(...Object.values(plan.fired))).toBeGreaterThan(0);
  return firingsInAll(plan.fired) / REQUESTS;
}

test("the mixed faults strike two of a hundred requests, and each of them strikes", () => {
  const share = struckShare(MIXED_ORACLE_FAULTS) + struckShare(MIXED_PROXY_FAULTS);
  expect(share).toBeGreaterThan(0.0195);
  expect(share).toBeLessThan(0.0205);
});

test("answers that are lost are told from requests that are refused", () => {
  expect(answersLost({ "503": 9, "cut answer": 2, "stalled answer": 1 })).toBe(3);
});
