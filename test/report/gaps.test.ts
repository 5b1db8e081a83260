import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runResultsReport } from "../../src/app/report/results-report.ts";
import type { RunSummary } from "../../src/core/summary.ts";
import { LiveReport } from "../../src/report/collect/live-report.ts";
import { reportPage } from "../../src/report/page/report-page.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { sampleResult } from "../support/samples/sample-result.ts";
import { sampleSummary } from "../support/samples/sample-summary.ts";

const CAMERA = "rtsp://127.0.0.1:8554/yard";
const LOST = { source: CAMERA, reason: "it <closed> the stream" };
const SILENT = { source: CAMERA, reason: "it sent no frame for 10 s" };

/** Page of a run of 12 seconds, with two gaps that ended and one that did not. */
async function pageOfGaps(summary: RunSummary): Promise<string> {
  let nowMs = 1000;
  const live = new LiveReport(
    () => ({ findings: [], areFractions: false }),
    () => nowMs,
  );
  const settle = (atMs: number): void => {
    nowMs = atMs;
    live.listen({ type: "frameSettled", result: sampleResult({ source: CAMERA }) });
  };
  settle(1000);
  live.listen({ type: "sourceLost", ...LOST, sinceMs: 3000 });
  settle(4500);
  live.listen({ type: "sourceRecovered", ...LOST, sinceMs: 3000, gapMs: 1500 });
  live.listen({ type: "sourceLost", ...LOST, sinceMs: 6000 });
  settle(8000);
  live.listen({ type: "sourceRecovered", ...SILENT, sinceMs: 6000, gapMs: 2000 });
  live.listen({ type: "sourceLost", ...LOST, sinceMs: 11_800 });
  settle(13_000);
  await live.end();
  expect(live.record.gaps).toMatchObject({ count: 3, totalMs: 4700, longestMs: 2000 });
  return reportPage({
    ...{ command: "run", version: "1.0.0", madeAt: new Date(0), startedAt: new Date(0) },
    ...{ sources: [CAMERA], services: [], options: [], record: live.record, live },
    runs: [{ source: CAMERA, summary, problem: null }],
  });
}

const GAPS = { count: 3, totalMs: 4700, longestMs: 2000 };

test("the report of a camera tells its gaps, their length and causes, and shows when they were", async () => {
  const page = await pageOfGaps(sampleSummary({ gaps: GAPS }));
  expect(page).toContain("3 gaps: no frame came for 4.7 s in all, 2.0 s at the longest");
  expect(page).toContain(`<div class="advice neutral"><strong>${CAMERA}: complete, with gaps<`);
  expect(page).toContain("<strong>2 gaps</strong>: it &#60;closed&#62; the stream");
  expect(page).toContain("<strong>1 gap</strong>: it sent no frame for 10 s");
  expect(page).toContain("Gray: no frame came from the camera.");
  expect(page).not.toContain("Red: a service was away.");
  expect(page).toContain(`from 0:02.0 to 0:03.5 ${CAMERA}: it &#60;closed&#62; the stream`);
  expect(page).toContain(`from 0:10 to the end ${CAMERA}`);
  const [chart = ""] = /<svg[^]*?<\/svg>/u.exec(page) ?? [];
  expect(chart.match(/<rect class="gap"/gu)).toHaveLength(3);
});

test("gaps are told beside failures, and a run without any says nothing of them", async () => {
  const failed = await pageOfGaps(sampleSummary({ failed: 1, gaps: GAPS }));
  expect(failed).toContain(
    `<div class="advice bad"><strong>${CAMERA}: complete, with failures and gaps<`,
  );
  const live = new LiveReport(() => ({ findings: [], areFractions: false }));
  const page = reportPage({
    ...{ command: "run", version: "1.0.0", madeAt: new Date(0), startedAt: new Date(0) },
    ...{ sources: [CAMERA], services: [], options: [], record: live.record, live },
    runs: [{ source: CAMERA, summary: sampleSummary(), problem: null }],
  });
  expect(page).toContain(": complete<");
  expect(page).not.toMatch(/no frame came|Gaps of/u);
});

test("a report of results counts the gaps in them once, also if a file is named twice", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const gap = (from: number, gapMs: number, reason = LOST.reason): string =>
    JSON.stringify({
      ...{ type: "gap", source: CAMERA, reason, gapMs },
      ...{ from: new Date(from).toISOString(), to: new Date(from + gapMs).toISOString() },
    });
  const lines = [
    ...[gap(0, 700), JSON.stringify(sampleResult({ source: CAMERA })), gap(9000, 1000)],
    gap(20_000, 3_600_000, SILENT.reason),
  ];
  writeFileSync(at("a.jsonl"), `${lines.join("\n")}\n`);
  const given = { sources: [at("a.jsonl"), at("a.jsonl")], output: at("r.html"), state: null };
  await runResultsReport(given, () => {}, new AbortController().signal);
  const page = readFileSync(at("r.html"), "utf8");
  expect(page).toContain("3 gaps: no frame came for 1 h 00 min in all, 1 h 00 min at the longest");
  expect(page).toContain("<strong>2 gaps</strong>: it &#60;closed&#62; the stream");
});

test("causes of very many gaps are bounded, and no gap goes uncounted", async () => {
  const live = new LiveReport(() => ({ findings: [], areFractions: false }));
  const event = { type: "sourceRecovered", source: CAMERA, sinceMs: 0, gapMs: 1 } as const;
  for (let number = 0; number < 1000; number += 1)
    live.listen({ ...event, reason: `cause ${number}` });
  const { causes } = live.record.gaps;
  expect(causes.length).toBeLessThan(30);
  expect(causes.reduce((sum, [, count]) => sum + count, 0)).toBe(1000);
});
