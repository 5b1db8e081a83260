import { expect, test } from "vitest";
import { serviceLines } from "../../../src/cli/progress/service-lines.ts";
import { RunStats } from "../../../src/results/run-stats.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";

const [ONE, OTHER] = ["http://one/", "http://other/"];

function tallyOfTwo(): RunStats {
  const stats = new RunStats();
  const frame = sampleFrame();
  stats.listen({ type: "requestStarted", service: ONE, frame, attempt: 1 });
  for (const outcome of ["delivered", "delivered", "failed"] as const)
    stats.listen({ type: "frameSettled", result: sampleResult({ service: ONE, outcome }) });
  stats.listen({ type: "serviceLost", service: OTHER, reason: "why" });
  return stats;
}

test("each of several services has a line", () => {
  const stats = tallyOfTwo();
  expect(serviceLines([ONE, OTHER], stats)).toEqual([
    "  http://one/  delivered 2 · failed 1 · in flight 1 · median 12.5 ms",
    "  http://other/  delivered 0 · in flight 0 · away",
  ]);
  stats.listen({ type: "serviceRecovered", service: OTHER, outageMs: 1 });
  expect(serviceLines([ONE, OTHER], stats)[1]).toBe("  http://other/  delivered 0 · in flight 0");
});

test("a single service has no line, for the other lines speak of it", () => {
  expect(serviceLines([ONE], tallyOfTwo())).toEqual([]);
});
