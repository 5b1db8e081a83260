import { formatNumber } from "../../core/text/format-number.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { option } from "../../core/option-spelling.ts";
import { describeAuto } from "../describe-auto.ts";
import { type ShownStep, shownSteps, STEP_COLUMNS, stepCells } from "../step-cells.ts";
import type { TuneReport } from "../tune-report.ts";
import { failureLines, describeFrames } from "../describe-report.ts";
import { escapeHtml } from "../../core/text/escape-html.ts";
import { PAGE_STYLE } from "../../page/page-style.ts";
import { svgPlot } from "./svg-plot.ts";

/** A self-contained page with a report: it loads nothing and runs no script. */
export function tunePage(report: TuneReport, now: Date): string {
  const { service, steps, recommended, auto } = report;
  const shown = shownSteps(report);
  const places = steps.map(({ inFlight }) => String(inFlight));
  const marked = steps.findIndex(({ inFlight }) => inFlight === recommended?.concurrency);
  const across = "requests in flight";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(`frameferry tune: ${service}`)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<h1>${escapeHtml(service)}</h1>
<p class="facts">${escapeHtml(factsOf(report, now))}</p>
${adviceOf(report)}
<div class="scroll">
${tableOf(shown, marked)}
</div>
${failuresOf(shown)}
${svgPlot({
  title: "Frames per second",
  ...{ across, places, marked },
  series: [{ name: "frames/s", values: steps.map(({ framesPerSecond }) => framesPerSecond) }],
  level: auto === null ? null : { name: "auto", value: auto.framesPerSecond },
})}
${svgPlot({
  title: "Latency in milliseconds",
  ...{ across, places, marked },
  series: (["p50", "p95", "p99"] as const).map((name) => ({
    name,
    values: steps.map(({ latencyMs }) => latencyMs[name]),
  })),
  level: null,
})}
</body>
</html>
`;
}

function factsOf({ frames, requests, seconds }: TuneReport, now: Date): string {
  const when = now.toISOString().slice(0, 16).replace("T", " ");
  return `frameferry tune, ${when} UTC · ${formatCount(requests, "request")} in ${formatNumber(seconds)} s · ${describeFrames(frames)}`;
}

function adviceOf(report: TuneReport): string {
  const { recommended, ending } = report;
  const heading =
    recommended === null
      ? "No setting can be recommended"
      : `Recommended: ${option("concurrency", recommended.concurrency)}`;
  const texts = [`${recommended?.reason ?? ending.reason}.`, describeAuto(report) ?? ""];
  const paragraphs = texts
    .filter((text) => text !== "")
    .map((text) => `<p>${escapeHtml(text)}</p>`);
  return `<div class="advice"><strong>${heading}</strong>${paragraphs.join("")}</div>`;
}

function tableOf(shown: readonly ShownStep[], marked: number): string {
  const heads = STEP_COLUMNS.map((column) => `<th>${column}</th>`).join("");
  const rows = shown.map((step, at) => {
    const cells = stepCells(step).map((cell) => `<td>${escapeHtml(cell)}</td>`);
    return `<tr${at === marked ? ' class="chosen"' : ""}>${cells.join("")}</tr>`;
  });
  return `<table>\n<thead><tr>${heads}</tr></thead>\n<tbody>\n${rows.join("\n")}\n</tbody>\n</table>`;
}

function failuresOf(shown: readonly ShownStep[]): string {
  const items = shown
    .flatMap(({ label, step }) => failureLines(label, step))
    .map((line) => `<li>${escapeHtml(line)}</li>`);
  return items.length === 0 ? "" : `<ul class="facts">\n${items.join("\n")}\n</ul>`;
}
