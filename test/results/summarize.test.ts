import { expect, test } from "vitest";
import type { FrameResult, Outcome } from "../../src/core/frame/frame-result.ts";
import { summarize } from "../../src/results/summarize.ts";
import { RunStats } from "../../src/results/run-stats.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";
import { sampleResult } from "../support/samples/sample-result.ts";

function tallyOf(landed: number, outcomes: readonly Outcome[]): RunStats {
  const stats = new RunStats();
  for (let count = 0; count < landed; count += 1)
    stats.listen({ type: "frameLanded", frame: sampleFrame() });
  for (const outcome of outcomes) stats.listen({ type: "frameSettled", result: resultOf(outcome) });
  return stats;
}

function resultOf(outcome: Outcome): FrameResult {
  return sampleResult({ outcome, service: "http://127.0.0.1/", latencyMs: 12, reason: "because" });
}

const FACTS = {
  ...{
    job: "clip",
    sliced: 3,
    decodeErrors: 0,
    problems: [],
    previouslyDelivered: 0,
    unsliced: 0,
    previousFailures: [],
  },
  ...{ isAborted: false, isRecorded: false, durationMs: 1000, services: ["http://127.0.0.1/"] },
  mirror: null,
  ...{ resultsPath: "/r.jsonl", framesPath: "/frames", stopped: null, rejecting: [] },
};

test("a run in which every frame is somewhere is complete", () => {
  const summary = summarize(tallyOf(3, ["delivered", "failed", "skipped"]), FACTS);
  expect(summary).toMatchObject({
    complete: true,
    problems: [],
    pending: 0,
    failedImages: "/frames",
  });
  expect(summary.failures).toEqual([
    { reason: "because", count: 1, examples: ["frame_00000000.jpg"] },
  ]);
});

test("a frame without an outcome is reported as a problem", () => {
  const { complete, problems } = summarize(tallyOf(3, ["delivered", "delivered"]), FACTS);
  expect(complete).toBe(false);
  expect(problems[0]?.message).toContain(
    "of which 1 is neither delivered, failed, skipped nor dropped",
  );
});

test("a frame that ffmpeg wrote and nobody saw is reported as a problem", () => {
  const { problems } = summarize(tallyOf(2, ["delivered", "delivered"]), FACTS);
  expect(problems[0]?.message).toContain("ffmpeg wrote 3 frames, and 2 landed");
});

test("on a full disk, frames that ffmpeg could not write are no further problem", () => {
  const diskFull = { code: "ERR_DISK_FULL", kind: "environment", message: "full" } as const;
  const stats = tallyOf(2, ["delivered", "delivered"]);
  const { complete, problems } = summarize(stats, { ...FACTS, problems: [diskFull] });
  expect(complete).toBe(false);
  expect(problems).toEqual([diskFull]);
});

test("an interrupted run is not complete, but its counts are no problem", () => {
  const facts = { ...FACTS, isAborted: true };
  expect(summarize(tallyOf(2, ["delivered"]), facts)).toMatchObject({
    complete: false,
    problems: [],
    pending: 1,
  });
});

test("a run with a gap of its camera is not complete, but the gap is no problem", () => {
  const stats = tallyOf(3, ["delivered", "delivered", "delivered"]);
  const gap = { source: "rtsp://camera/", reason: "it closed the stream", sinceMs: 0 };
  stats.listen({ type: "sourceLost", ...gap });
  const isOpen = summarize(stats, FACTS);
  stats.listen({ type: "sourceRecovered", ...gap, gapMs: 10 });
  for (const summary of [isOpen, summarize(stats, FACTS)])
    expect(summary).toMatchObject({ complete: false, problems: [], gaps: { count: 1 } });
});

test("the latencies of a summary are those of delivered frames, to within a hundredth", () => {
  expect(tallyOf(1, ["delivered"]).latencyMs.p50).toBeCloseTo(12, 0);
  expect(tallyOf(1, ["failed"]).latencyMs.p50).toBeNull();
});

test("P35: a failure that is withdrawn is skipped, and leaves its group and its service", () => {
  const stats = tallyOf(4, ["failed", "failed", "delivered"]);
  const failure = { source: "clip.mp4", frame: "frame_00000000.jpg", reason: "because" };
  const withdrawn = { type: "failureWithdrawn", service: "http://127.0.0.1/", ...failure } as const;
  stats.listen(withdrawn);
  expect(stats.failures.list()).toMatchObject([{ count: 1 }]);
  stats.listen(withdrawn);
  expect(stats.outcomes).toEqual({ delivered: 1, failed: 0, skipped: 2, dropped: 0 });
  expect([stats.backlog, stats.failures.list()]).toEqual([1, []]);
  expect(stats.of("http://127.0.0.1/").failed).toBe(0);
});

test("P35: a failure of an earlier run keeps a run from being complete, and is among the reasons", () => {
  const previousFailures = [1, 2].map((index) => ({ frame: `${index}.jpg`, reason: "earlier" }));
  const facts = { ...FACTS, sliced: 1, previousFailures };
  const summary = summarize(tallyOf(1, ["failed"]), facts);
  expect(summary).toMatchObject({ complete: false, previouslyFailed: 2, failed: 1, problems: [] });
  expect(summary.failures.map(({ reason, count }) => [reason, count])).toEqual([
    ["earlier", 2],
    ["because", 1],
  ]);
});

test("frames from images of an earlier run are counted as landed besides those that were sliced", () => {
  const facts = { ...FACTS, sliced: 1, unsliced: 2 };
  const outcomes = ["delivered", "delivered", "delivered"] as const;
  expect(summarize(tallyOf(3, outcomes), facts).complete).toBe(true);
  expect(summarize(tallyOf(3, outcomes), { ...facts, unsliced: 1 }).problems[0]?.message).toContain(
    "ffmpeg wrote 1 frame, and 2 landed",
  );
});
