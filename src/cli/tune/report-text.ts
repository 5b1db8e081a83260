import type { StepReport, TuneReport } from "../../tune/tune-report.ts";
import { figure } from "../../tune/words.ts";
import type { Paint } from "../paint.ts";
import { printable } from "../progress/frame-line.ts";
import { type Column, tableLines } from "../table.ts";
import { bar, rangeBar } from "./bars.ts";
import { wrapWords } from "./wrap-words.ts";

/** What `tune` found, for a person: a table, a plot and a recommendation. @param columns of the terminal. */
export function reportText(report: TuneReport, columns: number, paint: Paint): string {
  const { steps, recommended } = report;
  const width = Math.min(Math.max(columns - 1, NARROWEST), WIDEST);
  const chosen = steps.findIndex(({ inFlight }) => inFlight === recommended?.concurrency);
  // The heading is no step.
  const pointOut = (line: string, at: number): string =>
    at === chosen + 1 && chosen >= 0 ? paint("bold", line) : line;
  const table = tableLines(COLUMNS, steps.map(cellsOf)).map(pointOut);
  const plot = plotLines(steps, width).map(pointOut);
  const blocks = steps.length === 0 ? [] : [table, failureLines(steps, paint), plot];
  return [...blocks, adviceLines(report, width, paint)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

const NARROWEST = 48;
const WIDEST = 100;

const IN_FLIGHT = "in flight";

const COLUMNS: readonly Column[] = [
  IN_FLIGHT,
  "frames/s",
  "p50 ms",
  "p95 ms",
  "p99 ms",
  "requests",
  "errors",
].map((title) => ({ title, isNumber: true }));

function cellsOf({ inFlight, framesPerSecond, latencyMs, requests, failed }: StepReport): string[] {
  const { p50, p95, p99 } = latencyMs;
  const figures = [framesPerSecond, p50, p95, p99].map(figure);
  return [String(inFlight), ...figures, String(requests), String(failed)];
}

function failureLines(steps: readonly StepReport[], paint: Paint): readonly string[] {
  return steps.flatMap(({ inFlight, failures }) =>
    failures.map(({ failure, count, example }) =>
      paint("yellow", printable(`${inFlight} in flight: ${count} × ${failure} (${example})`)),
    ),
  );
}

/** Two bars a step: how fast, and how long a frame took. */
function plotLines(steps: readonly StepReport[], width: number): readonly string[] {
  const greatest = (values: readonly (number | null)[]): number =>
    Math.max(Number.MIN_VALUE, ...values.map((value) => value ?? 0));
  const mostRate = greatest(steps.map(({ framesPerSecond }) => framesPerSecond));
  const mostMs = greatest(steps.map(({ latencyMs }) => latencyMs.p95));
  const room = Math.floor((width - PLOT_FRAME) / 2);
  const title = `${IN_FLIGHT}  ${"frames/s".padEnd(room + FIGURE + 2)}latency in ms: █ median, ░ to p95`;
  const lines = steps.map(({ inFlight, framesPerSecond, latencyMs: { p50, p95 } }) => {
    const rate = `${bar((framesPerSecond ?? 0) / mostRate, room)} ${figure(framesPerSecond)}`;
    const latency = rangeBar((p50 ?? 0) / mostMs, (p95 ?? 0) / mostMs, room);
    const label = String(inFlight).padStart(IN_FLIGHT.length);
    return `${label}  ${rate.padEnd(room + FIGURE + 2)}${latency} ${figure(p50)}`;
  });
  return [title, ...lines];
}

/** Room for a blank and a figure behind a bar. */
const FIGURE = 7;
/** All that is no bar: the label, the figures, and the blanks between. */
const PLOT_FRAME = IN_FLIGHT.length + 2 + 2 * FIGURE + 2;

function adviceLines(
  { recommended, ending }: TuneReport,
  width: number,
  paint: Paint,
): readonly string[] {
  const heading =
    recommended === null
      ? paint("yellow", "No setting can be recommended")
      : paint("green", `Recommended: --concurrency ${recommended.concurrency}`);
  const reason = printable(`${recommended?.reason ?? ending.reason}.`);
  return [heading, ...wrapWords(reason, width - 2).map((line) => `  ${line}`)];
}
