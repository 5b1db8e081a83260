import { formatNumber } from "../../core/text/format-number.ts";
import { escapeHtml } from "../../core/text/escape-html.ts";
import { axisTicks } from "../../page/axis-ticks.ts";
import type { Axis } from "../collect/report-record.ts";
import type { Span } from "../collect/spans.ts";
import { AXIS_TITLES, placeText } from "./place-text.ts";

/** The slots of a timeline that a plot shows. */
export interface PlotScale {
  readonly axis: Axis;
  /** Place at which the first slot begins. */
  readonly start: number;
  /** Width of a slot. */
  readonly width: number;
  readonly count: number;
  /** Greatest place that was recorded. */
  readonly last: number;
}

/** Values over a timeline. */
export interface TimePlot extends PlotScale {
  readonly title: string;
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
  }[];
  readonly spans: readonly Span[];
}

const WIDTH = 720;
const HEIGHT = 200;
const LEFT = 56;
const RIGHT = 704;
const TOP = 36;
const BOTTOM = 160;

/** A plot as one SVG element in a figure, whose caption says the same in words. */
export function timePlot(plot: TimePlot): string {
  const { title, series, spans } = plot;
  const values = series.flatMap((line) => line.values.filter((value) => value !== null));
  const ticks = axisTicks(Math.max(0, ...values));
  const caption = captionOf(plot);
  return [
    "<figure>",
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(`${title}. ${caption}`)}">`,
    textAt(0, 16, "title", title),
    ...spans.map((span) => bandOf(span, plot)),
    ...ticks.map((tick) => gridLine(tick, ticks.at(-1) ?? 1)),
    ...placesOf(plot),
    ...series.map(({ values: line }, number) =>
      lineOf(line, number, { plot, top: ticks.at(-1) ?? 1 }),
    ),
    ...legend(series.map(({ name }) => name)),
    "</svg>",
    `<figcaption>${escapeHtml(caption)}</figcaption>`,
    "</figure>",
  ].join("\n");
}

/** The same as the plot, in words. */
function captionOf({ series, spans, ...scale }: TimePlot): string {
  const parts = series.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return `${name}: none`;
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return `${name}: ${formatNumber(mean)} on average, ${formatNumber(Math.max(...known))} at most`;
  });
  const shown = spans.slice(0, 3).map(({ from, to, text }) => {
    const until = to === null ? "the end" : placeText(to, scale.axis);
    return `from ${placeText(from, scale.axis)} to ${until} ${text}`;
  });
  const more = spans.length > 3 ? [`and ${spans.length - 3} more`] : [];
  return `${[...parts, ...shown, ...more].join("; ")}.`;
}

function xOf(place: number, { start, width, count }: PlotScale): number {
  const share = (place - start) / Math.max(Number.EPSILON, width * count);
  return LEFT + (RIGHT - LEFT) * Math.min(1, Math.max(0, share));
}

function bandOf({ kind, from, to }: Span, plot: TimePlot): string {
  const left = xOf(from, plot);
  const right = to === null ? RIGHT : xOf(to, plot);
  return `<rect class="${kind}" x="${tenths(left)}" y="${TOP}" width="${tenths(Math.max(2, right - left))}" height="${BOTTOM - TOP}"/>`;
}

function gridLine(tick: number, top: number): string {
  const y = tenths(BOTTOM - ((BOTTOM - TOP) * tick) / top);
  const line = `<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}"/>`;
  return line + textAt(LEFT - 6, Number(y) + 4, "end", tick.toLocaleString("en"));
}

/** Places along the bottom. */
function placesOf(plot: TimePlot): readonly string[] {
  const { axis } = plot;
  const places = ticksOf(plot).map(([share, place]) => {
    const kind = share === 0 ? "start" : share === 1 ? "end" : "middle";
    return textAt(LEFT + share * (RIGHT - LEFT), BOTTOM + 18, kind, placeText(place, axis));
  });
  return [...places, textAt((LEFT + RIGHT) / 2, BOTTOM + 36, "middle", AXIS_TITLES[axis])];
}

/** Shares of the width, and the places that they stand for. Results have whole numbers, each named once. */
function ticksOf({
  start,
  width,
  count,
  axis,
  last,
}: PlotScale): readonly (readonly [number, number])[] {
  const shares = [0, 0.25, 0.5, 0.75, 1];
  if (axis !== "order") return shares.map((share) => [share, start + share * width * count]);
  const span = last - start;
  const numbers = new Set(shares.map((share) => Math.round(start + share * span)));
  return [...numbers].map((number) => [span === 0 ? 0 : (number - start) / span, number]);
}

/** A line of steps, with a gap where there is no value. */
function lineOf(
  values: readonly (number | null)[],
  number: number,
  { plot, top }: { readonly plot: PlotScale; readonly top: number },
): string {
  const parts: string[] = [];
  let points: string[] = [];
  for (const [slot, value] of values.entries()) {
    if (value === null) {
      parts.push(points.join(" "));
      points = [];
      continue;
    }
    const y = tenths(BOTTOM - ((BOTTOM - TOP) * value) / top);
    const left = xOf(plot.start + slot * plot.width, plot);
    const right = xOf(plot.start + (slot + 1) * plot.width, plot);
    points.push(`${tenths(left)},${y}`, `${tenths(right)},${y}`);
  }
  const lines = [...parts, points.join(" ")].filter((part) => part !== "");
  return `<g class="series s${number}">${lines.map((line) => `<polyline points="${line}"/>`).join("")}</g>`;
}

function legend(names: readonly string[]): readonly string[] {
  let x = RIGHT;
  return names
    .map((name, number) => [name, number] as const)
    .toReversed()
    .map(([name, number]) => {
      const text = `<g class="series s${number}">${textAt(x, 16, "end", `● ${name}`)}</g>`;
      x -= 24 + name.length * 7;
      return text;
    });
}

function textAt(x: number, y: number, kind: string, text: string): string {
  return `<text class="${kind}" x="${tenths(x)}" y="${tenths(y)}">${escapeHtml(text)}</text>`;
}

function tenths(place: number): string {
  return String(Math.round(place * 10) / 10);
}
