import { expect, test } from "vitest";
import { processMetrics } from "../../src/metrics/process-metrics.ts";

test("processor time counts from the start of the process, not from the first look at its metrics", async () => {
  const before = process.cpuUsage();
  const text = await processMetrics().metrics();
  const seconds = (name: string): number =>
    Number(new RegExp(String.raw`^${name} (\S+)$`, "mu").exec(text)?.[1]);
  const user = before.user / 1e6;
  expect(user).toBeGreaterThan(0.05);
  // Some microseconds get lost while the counters are made.
  expect(seconds("process_cpu_user_seconds_total")).toBeGreaterThan(user / 2);
  expect(seconds("process_cpu_seconds_total")).toBeGreaterThan(user / 2);
});
