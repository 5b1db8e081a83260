import { escapeHtml } from "../../core/text/escape-html.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { labelText } from "../../core/text/label-text.ts";
import { labelColor } from "../../pictures/label-color.ts";
import type { SeenLabel } from "../collect/label-record.ts";
import type { ReportFrame, ReportPicture } from "../collect/report-picture.ts";
import type { ReportFacts } from "../report-facts.ts";
import type { PictureBudget } from "./picture-budget.ts";
import { FrameNames } from "./frame-names.ts";
import { placeText, rangeText } from "./place-text.ts";

/** Failures by reason, each with an example. */
export function failuresSection(facts: ReportFacts, budget: PictureBudget): string {
  const { record } = facts;
  const { reasons } = record;
  if (reasons.length === 0) return "";
  const names = new FrameNames(facts);
  const rows = reasons.slice(0, MAX_REASONS).map(([reason, count]) => {
    const picture = record.gallery.failureOf(reason);
    const example = picture === null ? "" : `<p>such as ${escapeHtml(names.of(picture.frame))}</p>`;
    const image = budget.image(picture, `Frame that failed: ${reason}`);
    return `<div class="failure">${image}<div><p><strong>${formatCount(count, "frame")}</strong>: ${escapeHtml(reason)}</p>${example}</div></div>`;
  });
  const more = reasons.length - rows.length;
  const rest = more > 0 ? `<p>And ${formatCount(more, "more reason")}.</p>` : "";
  return `<h2>Failures</h2>\n${rows.join("\n")}\n${rest}`;
}

const MAX_REASONS = 20;

/** Frames spread over the run, with what was found drawn on them. */
export function sheetSection(facts: ReportFacts, budget: PictureBudget): string {
  const { record } = facts;
  const pictures = record.gallery.sheet.filter(({ jpeg }) => jpeg !== null);
  if (pictures.length === 0) return `<h2>Frames</h2>\n<p>${whyNoPicture(facts)}</p>`;
  const names = new FrameNames(facts);
  const items = pictures.map((picture) => {
    const image = budget.image(picture, describe(picture.frame));
    return `<figure>${image}<figcaption>${escapeHtml(captionOf(picture, names))}</figcaption></figure>`;
  });
  return `<h2>Frames</h2>\n<p>${formatCount(items.length, "frame")}, spread over the run.</p>\n<div class="sheet">\n${items.join("\n")}\n</div>`;
}

function whyNoPicture({ record, live }: ReportFacts): string {
  const { delivered, failed } = record.counts;
  if (delivered + failed === 0) return "No frame was delivered, so that there is no picture.";
  if (live !== null) return "No picture of a frame could be taken while it was sent.";
  return delivered === 0
    ? "No picture of a frame is to be had: their images are gone, or cannot be shown."
    : "No picture of a frame is to be had: images that were delivered are gone, unless they were kept.";
}

/** When each label was seen, how often, and its surest example. */
export function labelsSection({ record }: ReportFacts, budget: PictureBudget): string {
  const labels = record.labels.top(MAX_LABELS);
  if (record.counts.delivered === 0) return "";
  if (labels.length === 0)
    return "<h2>Labels</h2>\n<p>Nothing was found, or the answers have no form that is known.</p>";
  const rows = labels.map((label) => labelRow(label, record, budget));
  const more = record.labels.labelCount - labels.length;
  const others = record.labels.otherCount;
  const notes = [
    ...(more > 0 ? [`${formatCount(more, "more label")} were seen less often.`] : []),
    ...(others > 0 ? [`${formatCount(others, "detection")} have still other labels.`] : []),
  ];
  return `<h2>Labels</h2>\n${rows.join("\n")}\n${notes.map((note) => `<p>${note}</p>`).join("\n")}`;
}

const MAX_LABELS = 30;

function labelRow(
  { label, count, frames, values }: SeenLabel,
  { timeline, axis, gallery }: ReportFacts["record"],
  budget: PictureBudget,
): string {
  const shown = values.subarray(0, timeline.count);
  const name = labelText(label);
  const [first, last] = [
    shown.findIndex((value) => value > 0),
    shown.findLastIndex((value) => value > 0),
  ];
  const words = `${formatCount(count, "time")} in ${formatCount(frames, "frame")}, ${rangeText(timeline, [first, last], axis)}`;
  const image = budget.image(gallery.bestOf(label), `Example of ${name}`);
  return `<div class="label">${image}<div><p><strong>${escapeHtml(name)}</strong> ${words}</p>${stripOf(label, shown, words)}</div></div>`;
}

/** A strip that is the darker, the more frames of a slot have the label. */
function stripOf(label: string, values: Float64Array, words: string): string {
  const most = Math.max(...values);
  const wide = 480 / Math.max(1, values.length);
  const parts = [...values].flatMap((value, slot) =>
    value === 0
      ? []
      : `<rect x="${(slot * wide).toFixed(2)}" y="0" width="${Math.max(1, wide).toFixed(2)}" height="18" fill="${labelColor(label)}" fill-opacity="${(0.3 + (0.7 * value) / most).toFixed(2)}"/>`,
  );
  return `<svg viewBox="0 0 480 18" role="img" aria-label="${escapeHtml(`${labelText(label)}: ${words}`)}"><rect class="strip" x="0" y="0" width="480" height="18"/>${parts.join("")}</svg>`;
}

function captionOf({ frame }: ReportPicture, names: FrameNames): string {
  const { ptsSeconds, reason } = frame;
  const time = ptsSeconds === null ? "" : ` at ${placeText(ptsSeconds, "video")}`;
  return `${names.of(frame)}${time}${reason === null ? "" : `: ${reason}`}`;
}

/** What is on a picture, in words. */
function describe({ outcome, findings, text }: ReportFrame): string {
  if (outcome === "failed") return "Frame that failed";
  const labels = [...new Set(findings.map(({ label }) => labelText(label)))].slice(0, 8).join(", ");
  const found = labels === "" ? "nothing found" : `found: ${labels}`;
  return text === null ? `Frame, ${found}` : `Frame: ${text.slice(0, 200)}`;
}
