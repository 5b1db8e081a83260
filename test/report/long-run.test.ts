import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import type { Frame } from "../../src/core/frame/frame.ts";
import { LiveReport } from "../../src/report/collect/live-report.ts";
import { reportPage } from "../../src/report/page/report-page.ts";
import { findingsIn } from "../../src/protocols/detections/detections-in.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { sampleResult } from "../support/samples/sample-result.ts";

const FRAMES = 100_000;
const SERVICE = "http://127.0.0.1:8000/predict";
const MAX_BYTES = 5_000_000;

test(`the report of ${FRAMES} frames, with as many labels and reasons as there are, is below 5 MB`, async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "in", "a.jpg");
  mkdirSync(join(folder.path, "in"));
  // Noise is the picture that takes the most bytes.
  const noise = { type: "gaussian", mean: 128, sigma: 90 } as const;
  const create = { width: 720, height: 720, channels: 3, noise, background: "#808080" } as const;
  writeFileSync(path, await sharp({ create }).jpeg({ quality: 95 }).toBuffer());
  const { size, mtimeMs } = statSync(path);
  let nowMs = 0;
  const live = new LiveReport(findingsIn, () => nowMs);
  for (let number = 0; number < FRAMES; number += 1) {
    nowMs += 40;
    const frame = frameOf(number, path, { size, mtimeMs });
    for (const event of eventsOf(frame, number)) live.listen(event);
    // Pictures are made beside the run; the first ones are enough to fill the page.
    if (number % 25 === 0 && number < 6000) await live.end();
  }
  await live.end();
  const page = reportPage({
    ...{
      command: "send",
      version: "1.0.0",
      madeAt: new Date(0),
      startedAt: new Date(0),
      services: [SERVICE],
    },
    ...{ sources: ["in"], options: [], runs: [], record: live.record, live },
  });
  expect(live.record.counts).toEqual({ delivered: 90_000, failed: 10_000, skipped: 0, dropped: 0 });
  expect(live.landedCount).toBe(FRAMES);
  expect(Buffer.byteLength(page)).toBeLessThan(MAX_BYTES);
  expect(page.match(/<img /gu)?.length).toBeGreaterThan(20);
  expect(page).toContain("200 more");
});

function frameOf(number: number, path: string, stats: { size: number; mtimeMs: number }): Frame {
  return {
    ...{ source: "in", path, relativePath: `${number}.jpg`, index: null, ptsSeconds: null },
    ...{ byteLength: stats.size, modifiedAtMs: stats.mtimeMs, landedAtMs: 0 },
  } as Frame;
}

function* eventsOf(frame: Frame, number: number): Iterable<RunEvent> {
  const isFailed = number % 10 === 9;
  const label = `label ${number % 3000} ${"long ".repeat(100)}`;
  const detections = [
    { label, confidence: (number % 100) / 100, box: { x: 9, y: 9, width: 99, height: 99 } },
  ];
  const predictions = isFailed ? null : { detections };
  const reason = isFailed ? `reason ${number} ${"why ".repeat(200)}` : null;
  const attempt = { service: SERVICE, frame, attempt: 1 };
  yield { type: "frameLanded", frame };
  yield { type: "requestStarted", ...attempt };
  const verdict = isFailed
    ? ({ kind: "rejected", status: 422, reason: reason ?? "", response: null } as const)
    : ({ kind: "accepted", status: 200, response: null, predictions: { detections } } as const);
  yield { type: "requestEnded", ...attempt, verdict, latencyMs: number % 400, retryInMs: null };
  const outcome = isFailed ? "failed" : "delivered";
  const fields = { source: "in", frame: frame.relativePath, ptsSeconds: null, latencyMs: 5 };
  yield { type: "frameSettled", result: sampleResult({ ...fields, outcome, reason, predictions }) };
  if (number % 250 === 0) yield { type: "serviceLost", service: SERVICE, reason: "status 503" };
  if (number % 250 === 9) yield { type: "serviceRecovered", service: SERVICE, outageMs: 9 };
}
