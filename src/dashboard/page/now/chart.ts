import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import type { SeriesPoint } from "../../page-data.ts";
import { html } from "../parts/html.ts";
import { formatTime } from "../text/format.ts";
import { sentenceOf, type ChartKind } from "./chart-kinds.ts";
import { CHART_HEIGHT, chartOptions, columnsOf } from "./chart-options.ts";
import { useIsDark } from "./use-color-scheme.ts";

export interface ChartProps {
  readonly kind: ChartKind;
  readonly points: readonly SeriesPoint[];
  readonly spanSeconds: number;
}

/** A chart with its legend, which shows the current values or those under the pointer. */
export function Chart({ kind, points, spanSeconds }: ChartProps): VNode {
  const [hoveredAtMs, setHovered] = useState<number | null>(null);
  const place = usePlot({ kind, points, spanSeconds }, setHovered);
  const hovered = points.find(({ atMs }) => atMs === hoveredAtMs);
  const shown = hovered ?? points.at(-1);
  return html`<figure class="chart">
    <figcaption>
      <span class="chart-title">${kind.title}</span>
      <span class="note">${hovered === undefined ? "" : formatTime(hovered.atMs)}</span>
    </figcaption>
    <div class="plot" ref=${place} role="img" aria-label=${sentenceOf(kind, points.at(-1))}></div>
    <ul class="legend" aria-hidden="true">
      ${kind.lines.map(
        ({ name, color, valueOf }) =>
          html`<li key=${name}>
            <span class="swatch" style=${{ background: `var(--${color})` }}></span>${`${name} `}<b
              >${kind.format(shown === undefined ? null : valueOf(shown))}</b
            >
          </li>`,
      )}
    </ul>
  </figure>`;
}

/** Draws into the element that the answer refers to, as wide as it is. */
function usePlot(
  { kind, points, spanSeconds }: ChartProps,
  onHover: (atMs: number | null) => void,
) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(points);
  latest.current = points;
  const isDark = useIsDark();
  useEffect(() => {
    const host = place.current;
    if (host === null) return undefined;
    const input = {
      kind,
      width: host.clientWidth,
      spanSeconds,
      points: () => latest.current,
      onHover,
    };
    const made = new uPlot(chartOptions(input), columnsOf(kind, latest.current), host);
    plot.current = made;
    const observer = new ResizeObserver(() =>
      made.setSize({ width: host.clientWidth, height: CHART_HEIGHT }),
    );
    observer.observe(host);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [kind, spanSeconds, isDark]);
  useEffect(() => plot.current?.setData(columnsOf(kind, points)), [points]);
  return place;
}
