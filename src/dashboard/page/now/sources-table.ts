import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { SourceState } from "../../page-data.ts";
import { currentRate, type Series } from "../data/series.ts";
import { html } from "../parts/html.ts";
import { SparkLine } from "../parts/spark-line.ts";
import { formatDuration, formatRate, formatWhole, NOTHING } from "../text/format.ts";
import { silenceOf, troubleOf } from "../text/headline.ts";

export interface SourcesTableProps {
  readonly sources: readonly SourceState[];
  readonly series: Series;
  /** Time of the server. */
  readonly atMs: number;
}

/** A row for each source; of many, the first few until all are wanted. */
export function SourcesTable({ sources, series, atMs }: SourcesTableProps): VNode {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? sources : sources.slice(0, FEW);
  const toggle = html`<button type="button" class="quiet" onClick=${() => setShowsAll(!showsAll)}>
    ${showsAll ? `Show the first ${FEW}` : `Show all ${formatWhole(sources.length)} sources`}
  </button>`;
  return html`<section class="panel" aria-labelledby="sources">
    <h2 id="sources">Sources</h2>
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">Source</th>
          <th scope="col">Landed, 5 min</th>
          <th scope="col" class="number">Landed</th>
          <th scope="col" class="number">Delivered</th>
          <th scope="col" class="number">Failed</th>
          <th scope="col" class="number">Dropped</th>
          <th scope="col" class="number">Skipped</th>
          <th scope="col">Last frame</th>
        </tr>
      </thead>
      <tbody>
        ${shown.map((source) => sourceRow(source, { series, atMs }))}
      </tbody>
    </table>
    ${sources.length > FEW ? toggle : null}
  </section>`;
}

function sourceRow(
  source: SourceState,
  { series, atMs }: Pick<SourcesTableProps, "series" | "atMs">,
): VNode {
  const { id, name, counts } = source;
  const points = series.get(`source:${id}`) ?? [];
  const rate = (key: "landed" | "delivered"): VNode =>
    html`<span class="note">${formatRate(currentRate(points, key))}/s</span>`;
  return html`<tr key=${id}>
    <th scope="row">
      <span class="clip" title=${name}>${name}</span>
      ${recordingNote(source.recording)}
    </th>
    <td data-name="Landed, 5 min"><${SparkLine} points=${points} count="landed" /></td>
    <td data-name="Landed" class="number">${formatWhole(counts.landed)} ${rate("landed")}</td>
    <td data-name="Delivered" class="number">
      ${formatWhole(counts.delivered)} ${rate("delivered")}
    </td>
    <td data-name="Failed" class="number ${counts.failed > 0 ? "bad" : ""}">
      ${formatWhole(counts.failed)}
    </td>
    <td data-name="Dropped" class="number ${counts.dropped > 0 ? "warn" : ""}">
      ${formatWhole(counts.dropped)}
    </td>
    <td data-name="Skipped" class="number">${formatWhole(counts.skipped)}</td>
    <td data-name="Last frame" class="words">${lastFrame(source, atMs)}</td>
  </tr>`;
}

function recordingNote(recording: SourceState["recording"]): VNode | null {
  if (recording === null) return null;
  const { trouble } = recording;
  if (trouble === null) return html`<span class="note">recorded</span>`;
  return html`<span class="warn">not recorded: ${trouble}</span>`;
}

function lastFrame(source: SourceState, atMs: number): VNode {
  const { lastLandedAtMs } = source;
  const trouble = troubleOf(source, atMs);
  if (trouble !== null) return html`<span class="bad">${trouble}</span>`;
  if (lastLandedAtMs === null) return html`<span>${NOTHING}</span>`;
  const silence = silenceOf(source, atMs);
  if (silence !== null) return html`<span class="warn">${silence}</span>`;
  const seconds = (atMs - lastLandedAtMs) / 1000;
  return html`<span>${seconds < 2 ? "just now" : `${formatDuration(seconds)} ago`}</span>`;
}

const FEW = 8;
