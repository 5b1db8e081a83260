import { formatNumber } from "../../core/text/format-number.ts";
import { describeAuto } from "../../tune/describe-auto.ts";
import { type ShownStep, shownSteps, STEP_COLUMNS, stepCells } from "../../tune/step-cells.ts";
import type { TuneReport } from "../../tune/tune-report.ts";
import { failureLines } from "../../tune/describe-report.ts";
import type { Paint } from "../format/paint.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { type Column, tableLines } from "../format/table.ts";
import { bar, rangeBar } from "./bars.ts";
import { columnsOf, padEnd, padStart, wrapWords } from "../format/text-columns.ts";

/** What `tune` found, for a person: a table, a plot and a recommendation. @param columns of the terminal. */
export function reportText(report: TuneReport, columns: number, paint: Paint): string {
  const { steps, recommended } = report;
  const width = Math.min(Math.max(columns - 1, NARROWEST), WIDEST);
  const chosen = steps.findIndex(({ inFlight }) => inFlight === recommended?.concurrency);
  // The heading is no step.
  const pointOut = (line: string, at: number): string =>
    at === chosen + 1 && chosen >= 0 ? paint("bold", line) : line;
  const shown = shownSteps(report);
  const table = tableLines(COLUMNS, shown.map(stepCells)).map(pointOut);
  const plot = plotLines(shown, width).map(pointOut);
  const failures = shown
    .flatMap(({ label, step }) => failureLines(label, step))
    .map((line) => paint("yellow", escapeControlChars(line)));
  const isMeasured = steps.some(({ framesPerSecond }) => framesPerSecond !== null);
  const blocks = isMeasured ? [table, failures, plot] : [];
  return [...blocks, adviceLines(report, width, paint)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

/** The table is no narrower. */
const NARROWEST = 63;
const WIDEST = 100;

const COLUMNS: readonly Column[] = STEP_COLUMNS.map((title) => ({ title, isNumber: true }));
const [IN_FLIGHT = ""] = STEP_COLUMNS;

/** Two bars a step: how fast, and how long a frame took. */
function plotLines(shown: readonly ShownStep[], width: number): readonly string[] {
  const steps = shown.map(({ step }) => step);
  const greatest = (values: readonly (number | null)[]): number =>
    Math.max(Number.MIN_VALUE, ...values.map((value) => value ?? 0));
  const maxRate = greatest(steps.map(({ framesPerSecond }) => framesPerSecond));
  const maxMs = greatest(steps.map(({ latencyMs }) => latencyMs.p95));
  const labelWidth = Math.max(...[IN_FLIGHT, ...shown.map(({ label }) => label)].map(columnsOf));
  const room = Math.floor((width - labelWidth - PLOT_FRAME) / 2);
  const title = `${padStart(IN_FLIGHT, labelWidth)}  ${"frames/s".padEnd(room + FIGURE + 2)}latency ms: █ p50 ░ p95`;
  const lines = shown.map(({ label, step }) => {
    const { framesPerSecond, latencyMs } = step;
    const { p50, p95 } = latencyMs;
    const rate =
      `${bar((framesPerSecond ?? 0) / maxRate, room)} ${formatNumber(framesPerSecond)}`.trimStart();
    const latency =
      `${rangeBar((p50 ?? 0) / maxMs, (p95 ?? 0) / maxMs, room)} ${formatNumber(p50)}`.trimStart();
    return `${padStart(label, labelWidth)}  ${padEnd(rate, room + FIGURE + 2)}${latency}`;
  });
  return [title, ...lines];
}

/** Room for a blank and a figure behind a bar. */
const FIGURE = 7;
/** All that is neither bar nor label: the figures, and the blanks between. */
const PLOT_FRAME = 2 + 2 * FIGURE + 2;

function adviceLines(report: TuneReport, width: number, paint: Paint): readonly string[] {
  const { recommended, ending } = report;
  const heading =
    recommended === null
      ? paint("yellow", "No setting can be recommended")
      : paint("green", `Recommended: --concurrency ${recommended.concurrency}`);
  const reason = `${recommended?.reason ?? ending.reason}.`;
  const auto = describeAuto(report);
  const texts = auto === null ? [reason] : [reason, auto];
  const lines = texts.flatMap((text) => wrapWords(escapeControlChars(text), width - 2));
  return [heading, ...lines.map((line) => `  ${line}`)];
}
