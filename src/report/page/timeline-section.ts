import { escapeHtml } from "../../core/text/escape-html.ts";
import { percentileOf } from "../collect/latency-classes.ts";
import type { ReportRecord } from "../collect/report-record.ts";
import type { Span } from "../collect/spans.ts";
import type { TimelineSeries } from "../collect/timeline.ts";
import type { ReportFacts } from "../report-facts.ts";
import { latencyPlot } from "./latency-plot.ts";
import { type PlotScale, timePlot } from "./time-plot.ts";

/** Charts over the run, and the distribution of latencies. */
export function timelineSection({ record, live }: ReportFacts): string {
  const { timeline, axis } = record;
  if (timeline.count === 0) return "<p>No frame had an outcome.</p>";
  const { start, width, count, last } = timeline;
  const scale = { axis, start, width, count, last };
  const spans = live?.spans.all ?? [];
  const more = live?.spans.moreCount ?? 0;
  return [
    timePlot({ ...scale, spans, ...outcomesOf(record, scale, live?.landed ?? null) }),
    ...(record.counts.delivered === 0
      ? []
      : [
          timePlot({
            ...scale,
            spans,
            title: "Latency in milliseconds",
            series: latenciesOf(record),
          }),
        ]),
    ...(live === null
      ? []
      : [
          timePlot({
            ...{ ...scale, spans, title: "Requests in flight" },
            series: [{ name: "in flight", values: shown(live.inFlight, scale) }],
          }),
          timePlot({
            ...{ ...scale, spans, title: "Frames that wait" },
            series: [{ name: "backlog", values: shown(live.backlog, scale) }],
          }),
        ]),
    ...(spans.length === 0 ? [] : [`<p>${escapeHtml(colorsOf(spans))}</p>`]),
    ...(more === 0
      ? []
      : [`<p>${escapeHtml(`${more} more outages, gaps and pauses are not shown.`)}</p>`]),
    latencyPlot(record.latencies),
  ].join("\n");
}

/** What the colors of these spans stand for. */
function colorsOf(spans: readonly Span[]): string {
  const kinds = new Set(spans.map(({ kind }) => kind));
  return COLORS.flatMap(([kind, words]) => (kinds.has(kind) ? [words] : [])).join(" ");
}

const COLORS: readonly (readonly [Span["kind"], string])[] = [
  ["outage", "Red: a service was away."],
  ["gap", "Gray: no frame came from the camera."],
  ["pause", "Yellow: slicing was paused."],
];

function outcomesOf(record: ReportRecord, scale: PlotScale, landed: TimelineSeries | null) {
  const { outcomes, counts } = record;
  const perSecond = (series: TimelineSeries): readonly number[] =>
    shown(series, scale).map((value) => value / scale.width);
  const others = (["failed", "skipped", "dropped"] as const).filter((name) => counts[name] > 0);
  const series = [
    ...(landed === null ? [] : [{ name: "landed", values: perSecond(landed) }]),
    { name: "delivered", values: perSecond(outcomes.delivered) },
    ...others.slice(0, 2).map((name) => ({ name, values: perSecond(outcomes[name]) })),
  ];
  const titles = {
    clock: "Frames per second",
    video: "Frames per second of video",
    order: "Share of results",
  };
  return { title: titles[scale.axis], series };
}

function latenciesOf({ latencySeries, timeline }: ReportRecord) {
  const at = (slot: number, share: number): number | null =>
    percentileOf(
      latencySeries.map(({ values }) => values[slot] ?? 0),
      share,
    );
  const slots = Array.from({ length: timeline.count }, (_, slot) => slot);
  return [
    { name: "median", values: slots.map((slot) => at(slot, 0.5)) },
    { name: "p95", values: slots.map((slot) => at(slot, 0.95)) },
  ];
}

function shown({ values }: TimelineSeries, { count }: PlotScale): readonly number[] {
  return [...values.subarray(0, count)];
}
