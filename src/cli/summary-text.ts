import type { RunSummary } from "../core/summary.ts";
import type { Paint } from "./paint.ts";
import { timeInWords } from "./progress/figures.ts";
import { printable } from "./progress/frame-line.ts";

/** The last lines of a run, for a person. */
export function summaryLines(summary: RunSummary, isInterrupted: boolean, paint: Paint): string[] {
  const { landed, delivered, failed, skipped, dropped, left, latencyMs } = summary;
  const counts = [
    `landed ${landed}`,
    `delivered ${delivered}`,
    `failed ${failed}`,
    `skipped ${skipped}`,
  ];
  if (dropped > 0) counts.push(`dropped ${dropped}`);
  counts.push(`left ${left}`);
  const pace = [timeInWords(summary.durationMs / 1000), `${summary.framesPerSecond} frames/s`];
  if (latencyMs.p50 !== null) {
    pace.push(
      `latency ${latencyMs.p50} ms median, ${latencyMs.p95} ms p95, ${latencyMs.p99} ms p99`,
    );
  }
  return [
    headline(summary, isInterrupted, paint),
    `  ${counts.join(" · ")}`,
    paint("dim", `  ${pace.join(" · ")}`),
    ...failureLines(summary, paint),
    `  results  ${summary.results}`,
    ...(summary.failedImages === null ? [] : [`  failed images  ${summary.failedImages}`]),
  ];
}

const MOST_REASONS_SHOWN = 5;

function failureLines({ failures }: RunSummary, paint: Paint): string[] {
  const lines = failures.slice(0, MOST_REASONS_SHOWN).map(({ reason, count, examples }) => {
    const more = count > examples.length ? ", …" : "";
    return paint(
      "yellow",
      `  ${count} failed: ${printable(reason)} (${examples.map(printable).join(", ")}${more})`,
    );
  });
  const hidden = failures.length - lines.length;
  return hidden > 0 ? [...lines, `  and ${hidden} more reasons, in the results`] : lines;
}

function headline(summary: RunSummary, isInterrupted: boolean, paint: Paint): string {
  const { delivered, failed, left, problems } = summary;
  if (isInterrupted)
    return paint(
      "yellow",
      `■ stopped with ${delivered} frames delivered; the same command again starts over`,
    );
  if (problems.length > 0) return paint("red", `✖ not complete: ${delivered} frames delivered`);
  if (failed + left > 0)
    return paint("yellow", `▲ ${delivered} frames delivered, ${failed} failed`);
  return paint("green", `✔ all ${delivered} frames delivered`);
}
