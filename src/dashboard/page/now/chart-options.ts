import uPlot from "uplot";
import type { SeriesPoint } from "../../page-data.ts";
import { formatShortTime } from "../text/format.ts";
import type { ChartKind, ChartLine } from "./chart-kinds.ts";
import { lonePoints } from "./lone-points.ts";

export interface ChartOptionsInput {
  readonly kind: ChartKind;
  readonly width: number;
  readonly spanSeconds: number;
  /** Points that are drawn. */
  readonly points: () => readonly SeriesPoint[];
  /** Called with the time of the point under the pointer in Unix milliseconds, or `null`. */
  readonly onHover: (atMs: number | null) => void;
}

/** Options of uPlot, in the colors of the page as they are now. */
export function chartOptions(input: ChartOptionsInput): uPlot.Options {
  const { kind, width, spanSeconds, points, onHover } = input;
  const color = colorsOfPage();
  const axis = {
    stroke: color("muted"),
    font: FONT,
    ticks: { show: false },
    grid: { stroke: color("grid"), width: 1 },
  };
  return {
    width,
    height: CHART_HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { range: () => rangeOf(points(), spanSeconds) },
      y: { range: (_plot, _least, most) => [0, Math.max(MIN_TOP, most * 1.1)] },
    },
    axes: [
      {
        ...axis,
        space: 55,
        size: 26,
        incrs: TIME_STEPS,
        values: (_plot, splits) => splits.map((at) => formatShortTime(at * 1000)),
      },
      {
        ...axis,
        space: 28,
        size: 52,
        ...(kind.steps === undefined ? {} : { incrs: [...kind.steps] }),
        values: (_plot, splits) => splits.map((value) => kind.format(value)),
      },
    ],
    series: [{}, ...kind.lines.map((line) => lineOptions(line, color))],
    hooks: {
      drawClear: [(plot) => shadeAway(plot, points(), color("shade"))],
      setCursor: [(plot) => onHover(timeAt(plot))],
    },
  };
}

function lineOptions({ color, look }: ChartLine, colorOf: ColorOf): uPlot.Series {
  const steps = look === "steps" ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    stroke: colorOf(color),
    width: 1.5,
    points: {
      show: false,
      size: DOT_SIZE,
      fill: colorOf(color),
      filter: (plot, at) => lonePoints(plot.data[at] ?? []),
    },
    ...(look === "area" ? { fill: colorOf("accent-area") } : {}),
    ...(look === "dashed" ? { dash: [4, 3] } : {}),
    ...(steps === undefined ? {} : { paths: steps }),
  };
}

function timeAt({ cursor, data }: uPlot): number | null {
  const seconds = data[0][cursor.idx ?? -1];
  return seconds === undefined ? null : Math.round(seconds * 1000);
}

type ColorOf = (variable: string) => string;

function colorsOfPage(): ColorOf {
  const style = getComputedStyle(document.documentElement);
  return (variable) => style.getPropertyValue(`--${variable}`).trim();
}

function rangeOf(points: readonly SeriesPoint[], spanSeconds: number): [number, number] {
  const end = (points.at(-1)?.atMs ?? Date.now()) / 1000;
  return [end - shownSeconds(points, spanSeconds), end];
}

/** A young run fills the chart as far as it can: a minute or a fifth of the range is the least that is shown. */
function shownSeconds(points: readonly SeriesPoint[], spanSeconds: number): number {
  const [first] = points;
  const known = first === undefined ? 0 : ((points.at(-1)?.atMs ?? 0) - first.atMs) / 1000;
  return Math.min(spanSeconds, Math.max(known, spanSeconds / 5));
}

/** Times in which a service was away lie under a shade. */
function shadeAway(plot: uPlot, points: readonly SeriesPoint[], color: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.fillStyle = color;
  for (const { atMs, seconds, isAway } of points) {
    if (!isAway) continue;
    const from = plot.valToPos(atMs / 1000 - seconds, "x", true);
    const to = plot.valToPos(atMs / 1000, "x", true);
    const left = Math.max(bbox.left, Math.floor(from));
    ctx.fillRect(left, bbox.top, Math.max(0, Math.floor(to) - left), bbox.height);
  }
  ctx.restore();
}

/** Columns as uPlot takes them, with a hole wherever points are missing. */
export function columnsOf({ lines }: ChartKind, points: readonly SeriesPoint[]): uPlot.AlignedData {
  const rows = points.flatMap((point, at) => {
    const before = points[at - 1];
    const isAfterHole = before !== undefined && point.atMs - before.atMs > point.seconds * 1500;
    return isAfterHole ? [holeAfter(before), point] : [point];
  });
  return [
    rows.map(({ atMs }) => atMs / 1000),
    ...lines.map(({ valueOf }) => rows.map((row) => (isHole(row) ? null : valueOf(row)))),
  ];
}

/** A moment without values. */
interface Hole {
  readonly atMs: number;
}

function holeAfter({ atMs }: SeriesPoint): Hole {
  return { atMs: atMs + 1 };
}

function isHole(row: SeriesPoint | Hole): row is Hole {
  return !("seconds" in row);
}

/** In pixels. */
export const CHART_HEIGHT = 150;
/** In pixels. */
const DOT_SIZE = 6;
/** Distances between the times at an axis, in seconds. */
const TIME_STEPS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200];
/** So that a line of zeros lies on the ground. */
const MIN_TOP = 1;
const FONT = "11px system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
