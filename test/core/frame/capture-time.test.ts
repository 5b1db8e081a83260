import { afterEach, expect, test, vi } from "vitest";
import { captureTime, deliveredCapture } from "../../../src/core/frame/capture-time.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";

afterEach(() => void vi.useRealTimers());

test("a frame of a camera was captured when it arrived, in UTC with milliseconds", () => {
  const capturedAtMs = performance.now() - 100;
  const { capturedAt = "" } = captureTime({ ...sampleFrame(), capturedAtMs });
  expect(capturedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
  const { captureToAnswerMs } = deliveredCapture({ ...sampleFrame(), capturedAtMs });
  expect(captureToAnswerMs).toBeGreaterThanOrEqual(100);
});

test("a clock that is set back by an hour turns no capture back", () => {
  const frame = { ...sampleFrame(), capturedAtMs: performance.now() };
  const before = Date.parse(captureTime(frame).capturedAt ?? "");
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3_600_000 });
  const next = { ...frame, capturedAtMs: frame.capturedAtMs + 40 };
  expect(Date.parse(captureTime(next).capturedAt ?? "") - before).toBeGreaterThanOrEqual(39);
});

test("a frame that came before this program began keeps its time, and has waited for no answer", () => {
  const frame = { ...sampleFrame(), capturedAtMs: Date.UTC(2026, 0, 2) - performance.timeOrigin };
  expect(deliveredCapture(frame)).toEqual({ capturedAt: "2026-01-02T00:00:00.000Z" });
});

test("a frame of anything else has no time of capture", () => {
  expect(captureTime(sampleFrame())).toEqual({});
  expect(deliveredCapture(sampleFrame())).toEqual({});
});
