import { expect, test } from "vitest";
import { ReportRecord } from "../../src/report/collect/report-record.ts";
import { reportPage } from "../../src/report/page/report-page.ts";
import { sampleResult } from "../support/samples/sample-result.ts";

/** Page about results without times, each with this label. */
function pageOf(
  count: number,
  label: string,
  outcome: "delivered" | "skipped" = "delivered",
): string {
  const record = new ReportRecord("order");
  for (let place = 1; place <= count; place += 1) {
    const findings = [{ label, confidence: 0.5, box: null }];
    record.add(place, { ...sampleResult({ outcome }), findings, areFractions: false, text: null });
  }
  return reportPage({
    ...{ command: null, version: "1.0.0", madeAt: new Date(0), startedAt: null },
    ...{ sources: ["in"], services: [], options: [], runs: [], record, live: null },
  });
}

/** Numbers of results along the first chart. */
function ticksOf(page: string): readonly string[] {
  const [chart = ""] = /<svg[^]*?<\/svg>/u.exec(page) ?? [];
  return [...chart.matchAll(/>(#\d+)</gu)].map(([, tick = ""]) => tick);
}

test.each([
  [1, ["#1"]],
  [3, ["#1", "#2", "#3"]],
  [5, ["#1", "#2", "#3", "#4", "#5"]],
  [34, ["#1", "#9", "#18", "#26", "#34"]],
  [1001, ["#1", "#251", "#501", "#751", "#1001"]],
])("the axis of %i results names each number once, up to the last", (count, ticks) => {
  expect(ticksOf(pageOf(count, "cat"))).toEqual(ticks);
});

test.each([
  [1, "1 time in 1 frame, at #1<"],
  [34, "34 times in 34 frames, from #1 to #34<"],
  [999, "999 times in 999 frames, from #1 to #999<"],
])("a label of %i results lasts until the last of them", (count, words) => {
  expect(pageOf(count, "cat")).toContain(words);
});

test("a label without a name has one on the page", () => {
  expect(pageOf(2, " ")).toContain("<strong>(no name)</strong>");
});

test("results that hold nothing are no success, and have no charts", () => {
  expect(pageOf(0, "cat")).toContain('<div class="advice neutral"><strong>0 results</strong>');
  expect(pageOf(0, "cat")).not.toContain("<svg");
});

test("frames of which none was delivered are not said to be gone, or to hold nothing", () => {
  const page = pageOf(3, "cat", "skipped");
  expect(page).toContain("No frame was delivered");
  expect(page).not.toMatch(/are gone|Nothing was found|Latency in milliseconds/u);
});
