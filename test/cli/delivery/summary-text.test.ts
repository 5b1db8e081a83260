import { expect, test } from "vitest";
import { summaryLines } from "../../../src/cli/delivery/summary-text.ts";
import type { RunSummary } from "../../../src/index.ts";
import { sampleSummary } from "../../support/samples/sample-summary.ts";

const ENDING = { isInterrupted: false, isEndless: false, canGoOn: true, resubmit: null };
const GAPS = { count: 3, totalMs: 4700, longestMs: 2000 };
const lines = (changes: Partial<RunSummary>): readonly string[] =>
  summaryLines(sampleSummary(changes), ENDING, (_, text) => text);

test.each([
  [{ delivered: 1 }, "✔ 1 frame delivered"],
  [{ delivered: 2 }, "✔ all 2 frames delivered"],
  [{ landed: 46, delivered: 31, skipped: 15 }, "✔ 31 of 46 frames delivered, 15 skipped"],
  [
    { landed: 300, delivered: 46, skipped: 254, previouslyDelivered: 254 },
    "✔ 46 of 300 frames delivered, 254 skipped (earlier runs have delivered 254)",
  ],
  [{ landed: 15, delivered: 0, skipped: 15 }, "✔ 0 of 15 frames delivered, 15 skipped"],
  [
    { landed: 2, delivered: 0, skipped: 2, previouslyDelivered: 2 },
    "✔ all 2 frames were delivered before; --restart sends them again",
  ],
  [{ landed: 0, delivered: 0 }, "✔ there was nothing to deliver"],
  [{ delivered: 31, gaps: GAPS }, "▲ 31 frames delivered, 3 gaps of 4.7 s"],
  [
    { delivered: 3, failed: 1, dropped: 2, gaps: GAPS },
    "▲ 3 frames delivered, 1 failed, 2 dropped, 3 gaps of 4.7 s",
  ],
  [
    { delivered: 0, previouslyDelivered: 1 },
    "✔ 1 frame was delivered before; --restart sends it again",
  ],
  [
    { delivered: 0, previouslyDelivered: 2 },
    "✔ all 2 frames were delivered before; --restart sends them again",
  ],
  [
    { delivered: 1, previouslyFailed: 1 },
    "▲ 1 frame delivered, 1 failed in earlier runs and was not sent again",
  ],
])("the summary of %j begins with: %s", (changes, headline) => {
  expect(lines(changes)[0]).toBe(headline);
});

test("the figures of a summary have three digits", () => {
  expect(lines({})[2]).toBe(
    "  1.2 s · 44.4 frames/s · latency 12.3 ms median, 123 ms p95, 1235 ms p99",
  );
});
