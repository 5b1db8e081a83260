import { problemOf } from "../../app/site/next-step.ts";
import { addCounts, NO_COUNTS, type SourceCounts } from "../../app/site/source-counts.ts";
import { accountOf, type SourceKeeper } from "../../app/site/source-keeper.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import type { Paint } from "../format/colorizer.ts";
import { columnsOf, padEnd } from "../format/text-columns.ts";

/** The account of a site: the sums under the names that each source has, and each. */
export interface SiteSummary extends SourceCounts {
  /** True if no source has failed, and no frame. */
  readonly complete: boolean;
  readonly durationMs: number;
  readonly sources: readonly object[];
}

export function siteSummary(keepers: readonly SourceKeeper[], durationMs: number): SiteSummary {
  const sums = sumOf(keepers);
  const complete = keepers.every(isSound) && sums.failed === 0;
  return {
    ...sums,
    complete,
    durationMs: Math.round(durationMs),
    sources: keepers.map(sourceAccount),
  };
}

/** A source as programs read it. */
function sourceAccount(keeper: SourceKeeper): object {
  const { source, state, sinceMs, restarts, counts, lastEnd } = keeper;
  const { name, service, command } = source;
  const problem = lastEnd === null ? null : problemOf(lastEnd);
  const { code, message, remedy } = problem ?? {};
  return {
    ...{
      name,
      source: source.source,
      service,
      command,
      state,
      since: new Date(sinceMs).toISOString(),
    },
    ...{ restarts, ...counts, problem: problem === null ? null : { code, message, remedy } },
    summary: lastEnd === null ? null : accountOf(lastEnd),
  };
}

/** The last lines of a site, for a person: what became of each source, then of all frames. */
export function siteSummaryLines(
  keepers: readonly SourceKeeper[],
  { durationMs, isInterrupted }: { readonly durationMs: number; readonly isInterrupted: boolean },
  paint: Paint,
): readonly string[] {
  const width = Math.max(5, ...keepers.map(({ source }) => columnsOf(source.name)));
  const sums = sumOf(keepers);
  const how = isInterrupted ? "stopped" : "ended";
  const title = `the site ${how} after ${formatDuration(durationMs / 1000)}: ${whatCameOf(keepers, sums)}`;
  const { color, mark } = signOf(keepers, sums, isInterrupted);
  return [
    paint(color, `${mark} ${title}`),
    ...keepers.flatMap((keeper) => linesOf(keeper, width, paint)),
    `  ${padEnd("all", width)}  ${countsInWords(sums)}`,
  ];
}

/** A source from which nothing came is named: its silence may be news. */
function whatCameOf(keepers: readonly SourceKeeper[], sums: SourceCounts): string {
  const bad = keepers.filter((keeper) => !isSound(keeper));
  const silent = keepers.filter(
    (keeper) => isSound(keeper) && keeper.counts.landed === 0 && keeper.state !== "removed",
  );
  const of = formatCount(keepers.length, "source");
  return [
    ...(bad.length > 0 ? [`${bad.length} of ${of} did not work at the end`] : []),
    `${formatCount(sums.delivered, "frame")} delivered`,
    ...(sums.failed > 0 ? [`${sums.failed} failed`] : []),
    ...(sums.pending > 0 ? [`${sums.pending} pending`] : []),
    ...(silent.length > 0 ? [`none came from ${namesOf(silent)}`] : []),
  ].join(", ");
}

function namesOf(keepers: readonly SourceKeeper[]): string {
  const names = keepers.slice(0, MAX_NAMES).map(({ source }) => escapeControlChars(source.name));
  const others = keepers.length - names.length;
  return names.join(" and ") + (others > 0 ? ` and ${others} others` : "");
}

const MAX_NAMES = 3;

/** Green is only what brought something, and is done with all of it. */
function signOf(
  keepers: readonly SourceKeeper[],
  { failed, landed, pending }: SourceCounts,
  isInterrupted: boolean,
): { readonly color: "green" | "yellow" | "red"; readonly mark: string } {
  if (!keepers.every(isSound) || failed > 0) return { color: "red", mark: "✖" };
  if (isInterrupted || landed === 0 || pending > 0) return { color: "yellow", mark: "■" };
  return { color: "green", mark: "✔" };
}

function linesOf(keeper: SourceKeeper, width: number, paint: Paint): readonly string[] {
  const { source, counts, restarts, lastEnd, state } = keeper;
  const name = padEnd(escapeControlChars(source.name), width);
  const again = restarts > 0 ? ` · started again ${restarts}×` : "";
  const removed = state === "removed" ? " · removed" : "";
  const line = `  ${name}  ${countsInWords(counts)}${again}${removed}`;
  const problem = isSound(keeper) || lastEnd === null ? null : problemOf(lastEnd);
  const results = lastEnd === null ? null : accountOf(lastEnd)?.results;
  return [
    line,
    ...(problem === null
      ? []
      : [
          paint(
            "red",
            `  ${padEnd("", width)}  ${escapeControlChars(problem.message)} [${problem.code}]`,
          ),
        ]),
    ...(results === undefined || results === null || source.command === "work"
      ? []
      : [paint("dim", `  ${padEnd("", width)}  results ${escapeControlChars(results)}`)]),
  ];
}

function countsInWords({
  landed,
  delivered,
  failed,
  skipped,
  dropped,
  pending,
}: SourceCounts): string {
  const counts = [
    `landed ${landed}`,
    `delivered ${delivered}`,
    `failed ${failed}`,
    `skipped ${skipped}`,
  ];
  if (dropped > 0) counts.push(`dropped ${dropped}`);
  return [...counts, `pending ${pending}`].join(" · ");
}

function sumOf(keepers: readonly SourceKeeper[]): SourceCounts {
  const sums = keepers.map(({ counts }) => counts).reduce(addCounts, NO_COUNTS);
  // Of one source later runs see again what earlier ones left; of several it adds up.
  return { ...sums, pending: keepers.reduce((sum, { counts }) => sum + counts.pending, 0) };
}

/** True unless the last run of a source went wrong; nobody wants one that was removed. */
function isSound({ lastEnd, state }: SourceKeeper): boolean {
  return state === "removed" || lastEnd === null || problemOf(lastEnd) === null;
}
