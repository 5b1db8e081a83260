import type { StepReport } from "../../../src/tune/tune-report.ts";

/** A step of a service that answers all, with what matters to a test. */
export function sampleStep(
  inFlight: number,
  framesPerSecond: number | null,
  more: Partial<StepReport> = {},
): StepReport {
  const p50 = framesPerSecond === null ? null : (inFlight * 1000) / framesPerSecond;
  return {
    inFlight,
    seconds: 4,
    framesPerSecond,
    rateError: 0.01,
    latencyMs: { p50, p95: p50, p99: p50 },
    requests: 200,
    failed: 0,
    failures: [],
    cpuShare: 0.1,
    ...more,
  };
}

/** What a step has besides, of which so many of 200 requests failed. */
export function failing(failed: number, failure = "status 429"): Partial<StepReport> {
  return { failed, failures: [{ failure, count: failed, example: `the service said ${failure}` }] };
}
