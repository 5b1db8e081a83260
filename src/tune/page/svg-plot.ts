import { formatNumber } from "../../core/text/format-number.ts";
import { axisTicks } from "../../page/axis-ticks.ts";
import { escapeHtml } from "../../core/text/escape-html.ts";

/** Series of values over named categories. */
export interface Plot {
  readonly title: string;
  /** Title of the horizontal axis. */
  readonly across: string;
  readonly places: readonly string[];
  readonly series: readonly Series[];
  /** Index of the highlighted category; -1 for none. */
  readonly marked: number;
  /** Highlighted value, across all categories. */
  readonly level: { readonly name: string; readonly value: number } | null;
}

export interface Series {
  readonly name: string;
  /** One value per category; `null` draws no point. */
  readonly values: readonly (number | null)[];
}

const WIDTH = 640;
const HEIGHT = 280;
const LEFT = 64;
const RIGHT = 576;
const TOP = 44;
const BOTTOM = 232;

/** Draws a plot as one SVG element; colors come from CSS classes. */
export function svgPlot(plot: Plot): string {
  const { title, across, places, series, marked, level } = plot;
  const values = series.flatMap((line) => line.values.filter((value) => value !== null));
  const ticks = axisTicks(Math.max(0, level?.value ?? 0, ...values));
  const scale: Scale = {
    x: (place) => LEFT + ((RIGHT - LEFT) * (place + 0.5)) / Math.max(1, places.length),
    y: (value) => BOTTOM - ((BOTTOM - TOP) * value) / (ticks.at(-1) ?? 1),
  };
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">`,
    textAt(0, 18, "title", title),
    ...ticks.map((tick) => gridLine(tick, scale)),
    ...(marked < 0 ? [] : [markLine(marked, scale)]),
    ...(level === null ? [] : [levelLine(level, scale)]),
    ...places.map((place, at) => textAt(scale.x(at), BOTTOM + 20, "middle", place)),
    textAt((LEFT + RIGHT) / 2, BOTTOM + 42, "middle", across),
    ...series.map((line, at) => lineOf(line, at, scale)),
    ...legend(series),
    "</svg>",
  ].join("\n");
}

interface Scale {
  /** X coordinate of a category, by index. */
  readonly x: (place: number) => number;
  readonly y: (value: number) => number;
}

function gridLine(tick: number, { y }: Scale): string {
  const line = `<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${inTenths(y(tick))}" y2="${inTenths(y(tick))}"/>`;
  return line + textAt(LEFT - 8, y(tick) + 4, "end", tick.toLocaleString("en"));
}

function markLine(place: number, { x }: Scale): string {
  const line = `<line class="mark" x1="${inTenths(x(place))}" x2="${inTenths(x(place))}" y1="${TOP}" y2="${BOTTOM}"/>`;
  return line + textAt(x(place), TOP - 8, "middle", "recommended");
}

function levelLine({ name, value }: NonNullable<Plot["level"]>, { y }: Scale): string {
  const height = inTenths(y(value));
  const line = `<line class="level" x1="${LEFT}" x2="${RIGHT}" y1="${height}" y2="${height}"/>`;
  return line + textAt(RIGHT + 8, y(value) + 4, "start", name);
}

/** A line with a dot at each value. */
function lineOf({ name, values }: Series, number: number, { x, y }: Scale): string {
  const points = values.flatMap((value, place) =>
    value === null ? [] : [{ x: inTenths(x(place)), y: inTenths(y(value)), value }],
  );
  const path = points.map((point) => `${point.x},${point.y}`).join(" ");
  const dots = points.map((point) => {
    const words = `<title>${escapeHtml(`${name}: ${formatNumber(point.value)}`)}</title>`;
    return `<circle cx="${point.x}" cy="${point.y}" r="4">${words}</circle>`;
  });
  return `<g class="series s${number}"><polyline points="${path}"/>${dots.join("")}</g>`;
}

/** Names of several series, in their colors, above the plot. */
function legend(series: readonly Series[]): readonly string[] {
  if (series.length < 2) return [];
  return series.map(({ name }, number) => {
    const x = RIGHT - LEGEND_WIDTH * (series.length - 1 - number);
    return `<g class="series s${number}">${textAt(x, 18, "end", `● ${name}`)}</g>`;
  });
}

const LEGEND_WIDTH = 64;

function textAt(x: number, y: number, kind: string, text: string): string {
  return `<text class="${kind}" x="${inTenths(x)}" y="${inTenths(y)}">${escapeHtml(text)}</text>`;
}

/** A coordinate, rounded to a tenth. */
function inTenths(place: number): string {
  return String(Math.round(place * 10) / 10);
}
