import { describe, expect, test } from "vitest";
import { reportText } from "../../../src/cli/tune/report-text.ts";
import { forCommandLine } from "../../support/program/command-line-reader.ts";
import { SAMPLE_REPORT } from "../../support/samples/sample-report.ts";
import { sampleStep } from "../../support/samples/sample-step.ts";

const plain = (_: unknown, text: string): string => text;

describe("the report of tune", () => {
  test("is a table, the failures, a plot and a recommendation", () => {
    expect(reportText(SAMPLE_REPORT, 80, plain)).toBe(
      `
in flight  frames/s  p50 ms  p95 ms  p99 ms  requests  errors
        1      20.0    50.0    50.0    50.0       200       0
        2      40.0    50.0    50.0    50.0       200       0
        4      79.6    50.3    50.3    50.3       200       0
        8      80.0     100     100     100       200      60

8 in flight: 60 × status 429 (the service said status 429)

in flight  frames/s                           latency ms: █ p50 ░ p95
        1  ██████▌ 20.0                       █████████████ 50.0
        2  █████████████ 40.0                 █████████████ 50.0
        4  █████████████████████████▉ 79.6    █████████████▏ 50.3
        8  ██████████████████████████ 80.0    ██████████████████████████ 100

Recommended: --concurrency 4
  4 in flight bring the most.`.trimStart(),
    );
  });

  test("shows auto in each part", async () => {
    const auto = { ...sampleStep(5, 76), framesPerSecond: 76 };
    const text = await forCommandLine(() => reportText({ ...SAMPLE_REPORT, auto }, 80, plain));
    const lines = text.split("\n");
    expect(lines.filter((line) => line.includes(" auto (5)  "))).toHaveLength(2);
    expect(lines.slice(-2)).toEqual([
      "  4 in flight bring the most.",
      "  --concurrency auto reached 76.0 frames/s, 95 % of the most, with 5 in flight.",
    ]);
  });

  test.each([20, 48, 80, 300])(
    "fits into a terminal of %i columns, if it is not too narrow",
    (columns) => {
      const lines = reportText(SAMPLE_REPORT, columns, plain).split("\n");
      const tables = lines.filter((line) => !line.startsWith("8 in flight"));
      const widest = Math.max(...tables.map(({ length }) => length));
      expect(widest).toBeLessThanOrEqual(Math.max(63, Math.min(columns, 100)));
    },
  );

  test("points out the step that is recommended", () => {
    const painted = reportText(SAMPLE_REPORT, 80, (format, text) => `[${String(format)}]${text}`);
    expect(painted.match(/^\[bold\] +4 .*$/gmu)).toHaveLength(2);
  });

  test("is the reason alone where nothing was measured", () => {
    const report = { ...SAMPLE_REPORT, steps: [], recommended: null };
    expect(reportText(report, 80, plain)).toBe(
      "No setting can be recommended\n  With 8 in flight, 60 of 200 requests failed.",
    );
  });

  test("escapes control characters of a service", () => {
    const reason = "it said \u001b[2J";
    const report = { ...SAMPLE_REPORT, recommended: { concurrency: 4, reason } };
    expect(reportText(report, 80, plain)).toContain("it said \\u001b[2J");
  });
});
