import type { SeriesPoint } from "../../page-data.ts";
import type { VNode } from "preact";
import type { CountKey } from "../data/series.ts";
import { formatRate } from "../text/format.ts";
import { html } from "./html.ts";

export interface SparkLineProps {
  readonly points: readonly SeriesPoint[];
  readonly count: CountKey;
}

/** The last 5 minutes of a count in a line as high as a row. */
export function SparkLine({ points, count }: SparkLineProps): VNode {
  const rates = ratesBySteps(points, count);
  const highest = Math.max(...rates);
  const text = `${count} over the last 5 minutes, at most ${formatRate(highest)} a second`;
  return html`<svg
    class="spark"
    role="img"
    aria-label=${text}
    viewBox="0 0 ${STEPS - 1} 24"
    preserveAspectRatio="none"
  >
    <title>${text}</title>
    <path class="spark-area" d="${lineThrough(rates, highest)} L${STEPS - 1},24 L0,24 Z" />
    <path class="spark-line" d=${lineThrough(rates, highest)} />
  </svg>`;
}

function ratesBySteps(points: readonly SeriesPoint[], count: CountKey): readonly number[] {
  const rates = Array.from({ length: STEPS }, () => 0);
  const end = points.at(-1)?.atMs ?? 0;
  for (const point of points) {
    const step = STEPS - 1 - Math.floor((end - point.atMs) / STEP_MS);
    if (step >= 0) rates[step] = (rates[step] ?? 0) + (point[count] * 1000) / STEP_MS;
  }
  return rates;
}

function lineThrough(rates: readonly number[], highest: number): string {
  const scale = highest === 0 ? 0 : 21 / highest;
  return rates
    .map((rate, at) => `${at === 0 ? "M" : "L"}${at},${(23 - rate * scale).toFixed(1)}`)
    .join(" ");
}

const STEP_MS = 5000;
const STEPS = 60;
