import type { TuneReport } from "../../../src/tune/tune-report.ts";
import { failing, sampleStep } from "./sample-step.ts";

/** What was found out about a service with room for 4. */
export const SAMPLE_REPORT: TuneReport = {
  service: "http://127.0.0.1:8000/predict",
  frames: { kind: "folder", path: "frames", count: 200, byteLength: 26_000_000 },
  budget: { seconds: 60, requests: 10_000, maxConcurrency: 256 },
  requests: 1000,
  seconds: 31.5,
  serviceResponded: true,
  steps: [
    sampleStep(1, 20),
    sampleStep(2, 40),
    sampleStep(4, 79.6),
    sampleStep(8, 80, failing(60)),
  ],
  ending: { cause: "errors", reason: "With 8 in flight, 60 of 200 requests failed" },
  auto: null,
  recommended: { concurrency: 4, reason: "4 in flight bring the most" },
};
