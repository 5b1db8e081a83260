import type { DatabaseSync } from "node:sqlite";
import { type Survey, survey } from "../../export/survey.ts";
import { FrameTable } from "../../export/frame-table.ts";
import type { NamedFrame } from "../../export/export-frame.ts";
import type { AnnotateOptions } from "../../options/annotate-options.ts";
import type { ResultsSet } from "../export/results-sets.ts";
import type { AnnotateListener } from "./annotate-report.ts";
import { chosenSources } from "./chosen-sources.ts";
import { type FoundParts, loadFound } from "./load-found.ts";

/** An annotation under way. */
export interface Annotation {
  /** With the path of the source, where a job was named. */
  readonly options: AnnotateOptions;
  readonly set: ResultsSet;
  /** Empty, and used by nobody else. */
  readonly scratch: DatabaseSync;
  readonly listen: AnnotateListener;
  readonly signal: AbortSignal;
}

/** Frames of the source that was asked for. */
export interface FoundFrames {
  /** May be read several times, in the order of the video or of the names. */
  readonly frames: () => Iterable<NamedFrame>;
  readonly sources: ReadonlySet<number>;
  readonly names: Survey["sources"];
}

/** Reads the results. @param takesAll true if all that they hold is of the source. */
export async function foundFrames(
  { options, set, scratch, signal }: Annotation,
  parts: Pick<FoundParts, "sizeOf" | "drawsOnImages">,
  takesAll = false,
): Promise<FoundFrames> {
  const table = new FrameTable(scratch);
  await loadFound(table, set.files, { options, ...parts }, signal);
  table.settle();
  const { sources: names } = survey(table);
  // Results of the job of a source are of this source, whatever its name was.
  const isOnly = options.results === null && options.recordedAs === null && names.size === 1;
  const sources = takesAll || isOnly ? new Set(names.keys()) : chosenSources(names, options);
  const frames = function* (): Iterable<NamedFrame> {
    for (const frame of table) {
      signal.throwIfAborted();
      if (sources.has(frame.sourceNumber)) yield frame;
    }
  };
  return { frames, sources, names };
}
