import type { SeriesPoint } from "../../page-data.ts";
import { formatLatency, formatRate, formatWhole, NOTHING } from "../text/format.ts";

/** A line of a chart. */
export interface ChartLine {
  readonly name: string;
  /** A color variable of the style sheet, without the dashes before it. */
  readonly color: string;
  readonly valueOf: (point: SeriesPoint) => number | null;
  readonly look?: "area" | "dashed" | "steps";
}

/** What a chart shows. */
export interface ChartKind {
  readonly title: string;
  readonly lines: readonly ChartLine[];
  /** A value with its unit. */
  readonly format: (value: number | null) => string;
  /** Distances between the values at its axis; what is counted has no halves. @default those that fit best */
  readonly steps?: readonly number[];
}

type Count = "landed" | "delivered" | "failed" | "skipped" | "dropped";

const perSecond = (key: Count) => (point: SeriesPoint) =>
  point.seconds > 0 ? point[key] / point.seconds : null;

const formatCount = (value: number | null): string =>
  value === null ? NOTHING : formatWhole(value);

const WHOLE_STEPS: readonly number[] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].flatMap((one) => [
  one,
  one * 2,
  one * 5,
]);
const RATES = "Frames a second";
const BACKLOG = "Waiting frames";

/** All charts, in their order. */
const CHARTS: readonly ChartKind[] = [
  {
    title: RATES,
    format: (value) => (value === null ? NOTHING : `${formatRate(value)}/s`),
    lines: [
      { name: "delivered", color: "accent", valueOf: perSecond("delivered"), look: "area" },
      { name: "landed", color: "line-quiet", valueOf: perSecond("landed"), look: "dashed" },
      { name: "failed", color: "bad", valueOf: perSecond("failed") },
      { name: "dropped", color: "warn", valueOf: perSecond("dropped") },
      { name: "skipped", color: "line-third", valueOf: perSecond("skipped") },
    ],
  },
  {
    title: "Latency",
    format: formatLatency,
    lines: [
      { name: "p50", color: "accent", valueOf: (point) => point.latencyP50Ms, look: "area" },
      { name: "p95", color: "line-third", valueOf: (point) => point.latencyP95Ms },
      { name: "p99", color: "line-quiet", valueOf: (point) => point.latencyP99Ms },
    ],
  },
  {
    title: "In flight",
    format: formatCount,
    steps: WHOLE_STEPS,
    lines: [
      { name: "in flight", color: "accent", valueOf: (point) => point.inFlight, look: "area" },
      { name: "limit", color: "line-quiet", valueOf: (point) => point.limit, look: "steps" },
    ],
  },
  {
    title: BACKLOG,
    format: formatCount,
    steps: WHOLE_STEPS,
    lines: [{ name: "backlog", color: "accent", valueOf: (point) => point.backlog, look: "area" }],
  },
];

/** Charts that have something to show of a series: of a source frames alone, of a service what it does itself. */
export function chartsOf(key: string): readonly ChartKind[] {
  if (key.startsWith("source:")) return CHARTS.filter(({ title }) => title === RATES);
  if (!key.startsWith("service:")) return CHARTS;
  return CHARTS.filter(({ title }) => title !== BACKLOG).map(ofService);
}

function ofService(kind: ChartKind): ChartKind {
  if (kind.title !== RATES) return kind;
  return { ...kind, lines: kind.lines.filter(({ name }) => OF_SERVICE.has(name)) };
}

const OF_SERVICE: ReadonlySet<string> = new Set(["delivered", "failed"]);

/** The current values in a sentence, for those who do not see the chart. */
export function sentenceOf(
  { title, lines, format }: ChartKind,
  point: SeriesPoint | undefined,
): string {
  if (point === undefined) return `${title}: no values yet.`;
  const values = lines.map(({ name, valueOf }) => {
    const value = valueOf(point);
    return value === null ? `${name} unknown` : `${name} ${format(value)}`;
  });
  return `${title} now: ${values.join(", ")}${point.isAway ? "; a service is away" : ""}.`;
}
