import { describe, expect, test } from "vitest";
import {
  Charts,
  MAX_CHART_BYTES,
  MAX_SERVICE_SERIES,
  MAX_SOURCE_SERIES,
} from "../../src/dashboard/charts/charts.ts";
import { LatencyHistogram } from "../../src/dashboard/charts/latency-histogram.ts";

const START_MS = 1_700_000_000_000;

/** Charts whose seconds pass as the test says. */
class TickedCharts {
  readonly charts = new Charts(START_MS);
  #nowMs = START_MS;

  pass(seconds: number, eachSecond: () => void = () => {}): void {
    for (let second = 0; second < seconds; second += 1) {
      eachSecond();
      this.#nowMs += 1000;
      this.charts.tick(this.#nowMs);
    }
  }
}

describe("a step of a chart", () => {
  test("has what was counted in it, the maxima of what goes up and down, and its own length", () => {
    const ticked = new TickedCharts();
    const { all } = ticked.charts;
    ticked.pass(1, () => {
      all.count("landed");
      all.count("landed");
      all.count("delivered");
      for (const inFlight of [1, 5, 2]) all.set({ inFlight });
      all.set({ limit: 8, backlog: 3 });
      all.answered(20);
    });
    expect(ticked.charts.lastSecond["all"]).toMatchObject({
      ...{ atMs: START_MS + 1000, seconds: 1, landed: 2, delivered: 1, failed: 0 },
      ...{ inFlight: 5, limit: 8, backlog: 3, isAway: false },
    });
    ticked.pass(1);
    expect(ticked.charts.lastSecond["all"]).toMatchObject({
      ...{ landed: 0, inFlight: 2, limit: 8, backlog: 3, latencyP50Ms: null },
    });
  });

  test("that took longer says so, so that rates stay right", () => {
    const charts = new Charts(START_MS);
    charts.tick(START_MS + 4000);
    expect(charts.lastSecond["all"]?.seconds).toBe(4);
  });

  test("shows an outage of a moment, also in the hour and in the day", () => {
    const ticked = new TickedCharts();
    const { all } = ticked.charts;
    ticked.pass(1, () => {
      all.set({ isAway: true });
      all.set({ isAway: false });
    });
    ticked.pass(599);
    const seconds = ticked.charts.read("minutes")["all"];
    expect(seconds).toHaveLength(300);
    const hour = ticked.charts.read("hour")["all"] ?? [];
    expect(hour.findIndex(({ isAway }) => isAway)).toBe(0);
    expect(ticked.charts.read("day")["all"]?.map(({ isAway }) => isAway)).toEqual([true, false]);
  });

  test("of 15 seconds and of 5 minutes has the sums and the percentiles of its seconds", () => {
    const ticked = new TickedCharts();
    const { all } = ticked.charts;
    let second = 0;
    ticked.pass(300, () => {
      second += 1;
      all.count("delivered");
      all.answered(second);
    });
    const hour = ticked.charts.read("hour")["all"] ?? [];
    expect(hour.map(({ delivered, seconds }) => [delivered, seconds])).toEqual(
      Array.from({ length: 20 }, () => [15, 15]),
    );
    expect(hour[0]?.latencyP50Ms).toBeCloseTo(8, -1);
    const day = ticked.charts.read("day")["all"]?.at(0);
    expect(day).toMatchObject({ delivered: 300, seconds: 300 });
    expect(Math.abs((day?.latencyP95Ms ?? 0) / 285 - 1)).toBeLessThan(0.05);
  });
});

describe("a chart of a long run", () => {
  test("keeps the last five minutes, hour and day, and each frame counts once in all of them", () => {
    const ticked = new TickedCharts();
    ticked.pass(90_000, () => ticked.charts.all.count("landed"));
    const ranges = ["minutes", "hour", "day"] as const;
    const landed = ranges.map((range) => {
      const points = ticked.charts.read(range)["all"] ?? [];
      return [points.length, points.reduce((sum, point) => sum + point.landed, 0)];
    });
    expect(landed).toEqual([
      [300, 300],
      [240, 3600],
      [288, 86_400],
    ]);
  });

  test("gives all that was missed since a step, and nothing where that is too long ago", () => {
    const ticked = new TickedCharts();
    ticked.pass(400, () => ticked.charts.all.count("landed"));
    const { charts } = ticked;
    expect(charts.currentStep).toBe(400);
    expect(charts.secondsFrom(397)?.["all"]?.map(({ atMs }) => (atMs - START_MS) / 1000)).toEqual([
      398, 399, 400,
    ]);
    expect(charts.secondsFrom(400)).toEqual({ all: [] });
    expect(charts.secondsFrom(100)?.["all"]).toHaveLength(300);
    expect(charts.secondsFrom(99)).toBeNull();
    expect(charts.secondsFrom(401)).toBeNull();
  });

  test("begins a series when its source is opened, and not with zeros before", () => {
    const ticked = new TickedCharts();
    ticked.pass(10);
    const late = ticked.charts.add("source:s1");
    ticked.pass(2, () => late.count("landed"));
    expect(ticked.charts.read("minutes")["source:s1"]?.map(({ landed }) => landed)).toEqual([1, 1]);
  });

  test("takes no more memory than it says, with as many series as it takes", () => {
    const { charts } = new TickedCharts();
    for (let more = 0; more < MAX_SOURCE_SERIES + 1 + MAX_SERVICE_SERIES; more += 1)
      charts.add(`series:${more}`);
    expect(() => charts.add("one too many")).toThrow("too many series");
    expect(MAX_CHART_BYTES).toBeLessThan(5 * 1024 * 1024);
  });
});

describe("percentiles of latencies", () => {
  test.each([0.3, 4, 37, 950, 12_000, 118_000])("are right within 5 % at %d ms", (latencyMs) => {
    const histogram = new LatencyHistogram();
    for (let times = 0; times < 100; times += 1) histogram.add(latencyMs);
    for (const value of Object.values(histogram.percentiles) as (number | null)[])
      expect(Math.abs((value ?? 0) / latencyMs - 1)).toBeLessThan(0.05);
  });

  test("tell the slow ones apart", () => {
    const histogram = new LatencyHistogram();
    for (let times = 0; times < 100; times += 1) histogram.add(times < 90 ? 10 : 500);
    const { p50, p95, p99 } = histogram.percentiles;
    expect(p50).toBeCloseTo(10, -0.5);
    expect(p95).toBeGreaterThan(450);
    expect(p99).toBeGreaterThan(450);
  });

  test("are none where nothing was answered, and take what is beyond all bounds", () => {
    const histogram = new LatencyHistogram();
    expect(histogram.percentiles).toEqual({ p50: null, p95: null, p99: null });
    histogram.add(0);
    histogram.add(1e12);
    expect(histogram.percentiles.p50).toBeLessThan(0.2);
    expect(histogram.percentiles.p99).toBeGreaterThan(1e5);
  });
});
