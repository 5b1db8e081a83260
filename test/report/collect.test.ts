import { describe, expect, test } from "vitest";
import { Gallery } from "../../src/report/collect/gallery.ts";
import { LabelRecord } from "../../src/report/collect/label-record.ts";
import {
  classEndMs,
  latencyClass,
  percentileOf,
} from "../../src/report/collect/latency-classes.ts";
import type { ReportFrame } from "../../src/report/collect/report-picture.ts";
import { Spans } from "../../src/report/collect/spans.ts";
import { SpreadSample } from "../../src/report/collect/spread-sample.ts";
import { Timeline } from "../../src/report/collect/timeline.ts";

describe("a timeline", () => {
  test("halves its resolution when it is full, and loses nothing", () => {
    const timeline = new Timeline(1);
    const [sum, max] = [timeline.addSeries("sum"), timeline.addSeries("max")];
    for (let place = 0; place < 10_000; place += 1) {
      const slot = timeline.slotAt(100 + place);
      sum.values[slot] = (sum.values[slot] ?? 0) + 1;
      max.values[slot] = Math.max(max.values[slot] ?? 0, place);
    }
    expect(timeline).toMatchObject({ start: 100, width: 64, count: Math.ceil(10_000 / 64) });
    expect(sum.values.reduce((total, value) => total + value, 0)).toBe(10_000);
    expect(sum.values[0]).toBe(64);
    expect([max.values[0], max.values[1]]).toEqual([63, 127]);
  });

  test("counts what comes before its start with the first slot", () => {
    const timeline = new Timeline(1);
    expect([timeline.slotAt(5), timeline.slotAt(2)]).toEqual([0, 0]);
  });
});

test("a spread sample is spread over a run of any length", () => {
  const sample = new SpreadSample<number>(10);
  for (let place = 0; place < 100_000; place += 1)
    if (sample.wants(place)) sample.add(place, place);
  const { items } = sample;
  expect(items).toHaveLength(10);
  expect(items[0]).toBe(0);
  expect(items.at(-1)).toBeGreaterThan(70_000);
  const gaps = items.slice(1).map((item, at) => item - (items[at] ?? 0));
  expect(Math.max(...gaps)).toBeLessThan(25_000);
});

test("a spread sample takes what comes in another order, and puts it in order", () => {
  const sample = new SpreadSample<number>(10);
  for (const place of [2, 0, 1, 4, 3]) if (sample.wants(place)) sample.add(place, place);
  expect(sample.items).toEqual([0, 1, 2, 3, 4]);
});

test("percentiles are those of the latencies, but for a tenth", () => {
  const counts = new Float64Array(184);
  for (let ms = 1; ms <= 1000; ms += 1)
    counts[latencyClass(ms)] = (counts[latencyClass(ms)] ?? 0) + 1;
  expect(percentileOf(counts, 0.5)).toBeGreaterThan(480);
  expect(percentileOf(counts, 0.5)).toBeLessThan(560);
  expect(percentileOf(new Float64Array(184), 0.5)).toBeNull();
  expect(classEndMs(latencyClass(250))).toBeGreaterThanOrEqual(250);
});

test("labels are counted by frames and detections; beyond many, without their names", () => {
  const timeline = new Timeline(1);
  const record = new LabelRecord(timeline);
  record.add(timeline.slotAt(0), ["cat", "cat", "dog"]);
  record.add(timeline.slotAt(1), ["cat"]);
  for (let number = 0; number < 1000; number += 1) record.add(1, [`label ${number}`]);
  expect(record.top(1)).toMatchObject([{ label: "cat", count: 3, frames: 2 }]);
  expect(record.labelCount).toBe(500);
  expect(record.otherCount).toBe(1000 - 498);
});

test("a gallery asks for a picture only where it is wanted", () => {
  const gallery = new Gallery();
  let taken = 0;
  const offer = (place: number, fields: Partial<ReportFrame>): void =>
    gallery.offer(place, frameOf(fields), (frame) => {
      taken += 1;
      return { frame, jpeg: null };
    });
  const found = (confidence: number) => ({ findings: [{ label: "cat", confidence, box: null }] });
  for (let place = 0; place < 10_000; place += 1) offer(place, found(0.5));
  expect(taken).toBeLessThan(400);
  const before = taken;
  offer(10_000, { ...found(0.9), frame: "best.jpg" });
  offer(10_000, found(0.901));
  expect(taken).toBe(before + 1);
  expect(gallery.bestOf("cat")?.frame.frame).toBe("best.jpg");
  for (let number = 0; number < 100; number += 1)
    offer(10_000, { outcome: "failed", reason: `reason ${number % 3}` });
  expect(taken).toBe(before + 4);
  expect(gallery.failureOf("reason 2")?.frame.reason).toBe("reason 2");
  expect(gallery.sheet).toHaveLength(24);
});

function frameOf(fields: Partial<ReportFrame>): ReportFrame {
  return {
    ...{ source: "in", frame: "a.jpg", index: null, ptsSeconds: null, outcome: "delivered" },
    ...{ latencyMs: 1, reason: null, findings: [], areFractions: false, text: null },
    ...fields,
  };
}

test("an outage that is told twice is one, and very many are bounded", () => {
  const spans = new Spans();
  const outage = (from: number) => ({ kind: "outage", from, text: "away" }) as const;
  spans.begin("a", outage(1));
  spans.begin("a", outage(2));
  spans.end("a", 3);
  expect(spans.all).toEqual([{ kind: "outage", from: 1, to: 3, text: "away" }]);
  for (let number = 0; number < 300; number += 1) {
    spans.begin("b", outage(number));
    spans.end("b", number + 1);
  }
  expect(spans.all).toHaveLength(200);
  expect(spans.moreCount).toBe(101);
});
