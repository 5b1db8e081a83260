import { formatNumber } from "../../core/text/format-number.ts";
import { escapeHtml } from "../../core/text/escape-html.ts";
import { classEndMs, percentileOf } from "../collect/latency-classes.ts";

/** Bars for the classes of latencies that there are, with a caption in words. Empty without any. */
export function latencyPlot(counts: Float64Array): string {
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  if (first < 0) return "";
  const shown = counts.subarray(first, last + 1);
  const most = Math.max(...shown);
  const wide = Math.min(40, 640 / shown.length);
  const bars = [...shown].map((count, at) => {
    const height = Math.max(count > 0 ? 1 : 0, (120 * count) / most);
    const words = `<title>${count} up to ${formatNumber(classEndMs(first + at))} ms</title>`;
    return `<rect class="bar" x="${(48 + at * wide).toFixed(1)}" y="${(156 - height).toFixed(1)}" width="${(wide * 0.9).toFixed(1)}" height="${height.toFixed(1)}">${words}</rect>`;
  });
  const [low, high] = [classEndMs(first - 1), classEndMs(last)];
  const caption = `Half of the answers came within about ${formatNumber(percentileOf(counts, 0.5))} ms, 95 % within ${formatNumber(percentileOf(counts, 0.95))} ms, 99 % within ${formatNumber(percentileOf(counts, 0.99))} ms, the last ones within ${formatNumber(high)} ms.`;
  return `<figure>
<svg viewBox="0 0 720 190" role="img" aria-label="${escapeHtml(`Latency of delivered frames. ${caption}`)}">
<text class="title" x="0" y="16">Latency of delivered frames</text>
${bars.join("")}
<line class="grid" x1="48" x2="${(48 + shown.length * wide).toFixed(1)}" y1="156" y2="156"/>
<text class="start" x="48" y="174">${formatNumber(low)} ms</text>
<text class="end" x="${(48 + shown.length * wide).toFixed(1)}" y="174">${formatNumber(high)} ms</text>
</svg>
<figcaption>${escapeHtml(caption)}</figcaption>
</figure>`;
}
