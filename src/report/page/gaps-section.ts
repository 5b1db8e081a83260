import type { SourceGaps } from "../../core/summary.ts";
import { escapeHtml } from "../../core/text/escape-html.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import type { ReportFacts } from "../report-facts.ts";

/** Gaps of a camera in a sentence; `null` without any. */
export function gapsLine({ count, totalMs, longestMs }: SourceGaps): string | null {
  if (count === 0) return null;
  const [total, longest] = [formatDuration(totalMs / 1000), formatDuration(longestMs / 1000)];
  return `${formatCount(count, "gap")}: no frame came for ${total} in all, ${longest} at the longest`;
}

/** Why there were gaps; empty without any. */
export function gapsSection({ record: { gaps } }: ReportFacts): string {
  if (gaps.count === 0) return "";
  const causes = gaps.causes.map(
    ([cause, count]) =>
      `<li><strong>${formatCount(count, "gap")}</strong>: ${escapeHtml(cause)}</li>`,
  );
  return `<h2>Gaps of the camera</h2>\n<ul>${causes.join("")}</ul>`;
}
