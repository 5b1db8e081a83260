import type { RunSummary } from "../../../src/core/summary.ts";

/** The summary of a run that delivered its one frame; name the fields that the test is about. */
export function sampleSummary(fields: Partial<RunSummary> = {}): RunSummary {
  return {
    ...{ job: "clip", landed: 1, delivered: 1, failed: 0, skipped: 0, dropped: 0, pending: 0 },
    ...{ stopped: null, rejecting: [], sliced: null, decodeErrors: null, slicePauses: 0 },
    ...{ previouslyDelivered: 0, previouslyFailed: 0, missedEvents: 0, motions: 0, complete: true },
    ...{ serviceResponded: true, aborted: false, durationMs: 1234, framesPerSecond: 44.444 },
    ...{ latencyMs: { p50: 12.264, p95: 123.456, p99: 1234.567 }, problems: [], services: [] },
    skippedBy: {},
    captureToAnswerMs: { p50: null, p95: null, p99: null },
    gaps: { count: 0, totalMs: 0, longestMs: 0 },
    recording: null,
    ...{ mirror: null, results: "/r.jsonl", failures: [], failedImages: null },
    ...fields,
  };
}
