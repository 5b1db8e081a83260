import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PlainLines } from "../../../src/cli/progress/plain-lines.ts";
import type { Reporting } from "../../../src/cli/flags/reporting.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";

const TITLE = { source: "in", services: ["http://127.0.0.1:8000/"], isShared: false };
const REPORTING: Reporting = {
  verbosity: 0,
  hasProgress: true,
  isJson: false,
  logFormat: "text",
  color: "never",
};
const A_WHILE_MS = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function linesOf(stream: PassThrough): readonly string[] {
  const text = (stream.read() as Buffer | null)?.toString() ?? "";
  return text.split("\n").filter((line) => line !== "");
}

test("plain lines come while there is something to deliver, and once after the last of it", () => {
  const stream = new PassThrough();
  using lines = new PlainLines(stream, REPORTING, TITLE);
  expect(linesOf(stream)).toEqual(["in → http://127.0.0.1:8000/"]);
  lines.listen({ type: "frameLanded", frame: sampleFrame() });
  vi.advanceTimersByTime(A_WHILE_MS);
  expect(linesOf(stream).length).toBeGreaterThan(3);
  lines.listen({ type: "frameSettled", result: sampleResult() });
  vi.advanceTimersByTime(A_WHILE_MS);
  expect(linesOf(stream)).toEqual([expect.stringContaining("landed 1, delivered 1")]);
});

test("plain lines of a watch in which nothing happens end", () => {
  const stream = new PassThrough();
  using _ = new PlainLines(stream, REPORTING, TITLE);
  linesOf(stream);
  vi.advanceTimersByTime(A_WHILE_MS);
  expect(linesOf(stream)).toEqual([]);
});

test("plain lines of an outage say each time that the service is away", () => {
  const stream = new PassThrough();
  using lines = new PlainLines(stream, REPORTING, TITLE);
  const service = "http://127.0.0.1:8000/";
  lines.listen({ type: "frameLanded", frame: sampleFrame() });
  lines.listen({ type: "serviceLost", service, reason: "why", remedy: "is the name a right?" });
  expect(linesOf(stream).at(-1)).toBe(
    "the service is away, waiting for it: why; it was never reached: is the name a right?",
  );
  vi.advanceTimersByTime(A_WHILE_MS);
  const during = linesOf(stream);
  expect(during.length).toBeGreaterThan(3);
  expect(during.every((line) => line.endsWith("; the service is away"))).toBe(true);
  lines.listen({ type: "serviceRecovered", service, outageMs: 1000 });
  linesOf(stream);
  vi.advanceTimersByTime(A_WHILE_MS);
  expect(linesOf(stream).join("")).not.toContain("away");
});
