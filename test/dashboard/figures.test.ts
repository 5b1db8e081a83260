import { describe, expect, test } from "vitest";
import { currentRate, mergePoints } from "../../src/dashboard/page/data/series.ts";
import { lonePoints } from "../../src/dashboard/page/now/lone-points.ts";
import {
  formatBytes,
  formatConfidence,
  formatDuration,
  formatFrames,
  formatLatencies,
  formatLatency,
  formatRate,
  shorten,
  shortenMiddle,
} from "../../src/dashboard/page/text/format.ts";
import { madePoint } from "./made-state.ts";
import { plain } from "./plain-text.ts";

describe("a figure has its unit and no needless digits", () => {
  test.each([
    [formatRate(24), "24"],
    [formatRate(0), "0"],
    [formatRate(0.5), "0.5"],
    [formatRate(9.294), "9.3"],
    [formatRate(312.4), "312"],
    [formatRate(1312), "1,312"],
    [formatRate(10), "10"],
    [formatRate(100), "100"],
    [formatLatency(null), "–"],
    [formatLatency(8.24), "8.24 ms"],
    [formatLatency(3120), "3.12 s"],
    [formatLatencies({ p50: 38, p95: 61.2, p99: 94 }), "38 / 61.2 / 94 ms"],
    [formatLatencies({ p50: 38, p95: 612, p99: 1900 }), "38 ms / 612 ms / 1.9 s"],
    [formatLatencies({ p50: null, p95: null, p99: null }), "– / – / –"],
    [formatDuration(-1), "0 s"],
    [formatDuration(119), "119 s"],
    [formatDuration(300), "5 min"],
    [formatDuration(7200), "2 h"],
    [formatDuration(7800), "2 h 10 min"],
    [formatDuration(277_200), "3 d 5 h"],
    [formatBytes(0), "0 B"],
    [formatBytes(48_200_000), "48.2 MB"],
    [formatBytes(999_900), "1 MB"],
    [formatConfidence(null), ""],
    [formatConfidence(0.974), "97 %"],
    [formatConfidence(12.5), "12.5"],
    [shorten("person", 6), "person"],
    [shortenMiddle("frame_00000141.jpg", 12), "fra…0141.jpg"],
    [shortenMiddle("short.jpg", 12), "short.jpg"],
    [shorten("🚲🚲🚲", 2), "🚲…"],
  ])("%s", (shown, expected) => {
    expect(plain(shown)).toBe(expected);
  });

  test.each([
    formatFrames(5),
    formatLatency(8.24),
    formatLatencies({ p50: 38, p95: 61.2, p99: 94 }),
    formatDuration(277_200),
    formatDuration(7),
    formatBytes(48_200_000),
    formatConfidence(0.3),
  ])("%s does not break between the two", (shown) => {
    expect(shown).not.toMatch(/\d [a-z%]/iu);
  });
});

test("values without a neighbor are those through which no line goes", () => {
  expect(lonePoints([1, null, 2, 3, null, null, 4])).toEqual([0, 6]);
  expect(lonePoints([null, 5, undefined, 6, 7])).toEqual([1]);
  expect(lonePoints([])).toEqual([]);
});

describe("points", () => {
  const points = [1, 2, 3, 4].map((second) => madePoint(second * 1000, { delivered: second }));

  test("that were missed take their place between those that are there", () => {
    const [first, second, third, fourth] = points;
    const merged = mergePoints([first!, fourth!], [second!, third!, fourth!], 10);
    expect(merged).toEqual(points);
  });

  test("are left out when they are older than the range", () => {
    const next = madePoint(5000);
    expect(mergePoints(points, [next], 2)).toEqual([points[3], next]);
  });

  test("tell the rate of the last seconds, or of the last minute where little happens", () => {
    expect(currentRate(points, "delivered")).toBe(2.5);
    const slow = Array.from({ length: 60 }, (_, at) =>
      madePoint(at * 1000, { delivered: at % 30 === 0 ? 1 : 0 }),
    );
    expect(currentRate(slow, "delivered")).toBeCloseTo(2 / 60);
    expect(currentRate([], "delivered")).toBe(0);
  });
});
