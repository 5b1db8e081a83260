import { expect, test } from "vitest";
import { summaryLines } from "../../../src/cli/delivery/summary-text.ts";
import type { RunSummary } from "../../../src/index.ts";
import { sampleSummary } from "../../support/samples/sample-summary.ts";

const ENDING = { isInterrupted: false, isEndless: false, canGoOn: true, resubmit: null };
const lines = (changes: Partial<RunSummary>): readonly string[] =>
  summaryLines(sampleSummary(changes), ENDING, (_, text) => text);

test.each([
  [{ delivered: 1 }, "✔ 1 frame delivered"],
  [{ delivered: 2 }, "✔ all 2 frames delivered"],
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
