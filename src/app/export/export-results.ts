import type { DatabaseSync } from "node:sqlite";
import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import { FrameTable } from "../../export/frame-table.ts";
import { type Survey, survey } from "../../export/survey.ts";
import type { ExportOptions } from "../../options/export-options.ts";
import { checkOutputs, IMAGES } from "../paths/check-outputs.ts";
import { batched } from "./batched.ts";
import { checkSurvey } from "./check-survey.ts";
import { EXPORT_FORMATS, type ExportParts } from "./export-formats.ts";
import { loadFrames } from "./load-frames.ts";
import { type ResultsSet, resultsSet } from "./results-sets.ts";
import { openScratch, scratchFault } from "./scratch-database.ts";
import { writeDocument, writeFolder } from "./write-export.ts";

/** What was exported. */
export interface ExportReport {
  /** Number of delivered frames. */
  readonly frames: number;
  /** Number of frames that failed: nothing is known of them. */
  readonly failed: number;
  /** Number of detections with the wanted labels and confidence. */
  readonly detections: number;
  /** Number of those whose box is not known in pixels; only csv, srt and vtt have them. */
  readonly withoutBox: number;
  /** Number of results that later ones of the same frame have replaced. */
  readonly superseded: number;
}

/** Receives a document that goes to no file, piece by piece. */
export type WritePiece = (piece: string) => Promise<void>;

/**
 * Exports detections, with memory that does not grow with the number of results.
 *
 * @param write for a document without an `output`.
 * @throws FrameferryError as `exportResults` says, and the reason of `signal`.
 */
export async function runExport(
  options: ExportOptions,
  write: WritePiece,
  signal: AbortSignal,
): Promise<ExportReport> {
  const sets: ResultsSet[] = [];
  for (const source of options.sources) sets.push(await resultsSet(source, options.state));
  checkOutput(options, sets);
  const scratch = openScratch();
  try {
    return await exportSets(sets, options, { scratch, write, signal });
  } catch (error) {
    throw scratchFault(error);
  } finally {
    scratch.close();
  }
}

/** @throws FrameferryError `ERR_OPTION` for an output that would cost data, or does not suit the format. */
function checkOutput({ format, output }: ExportOptions, sets: readonly ResultsSet[]): void {
  const { beginning, files } = EXPORT_FORMATS[format];
  if (output === null && files !== undefined)
    throw new FrameferryError({
      code: "ERR_OPTION",
      kind: "usage",
      message: `${format} is a folder of files, which needs a place`,
      remedy: `name a new folder with ${option("output")}`,
    });
  if (output === null) return;
  const kind = files === undefined ? "export" : "folder";
  const named = {
    flag: option("output"),
    path: output,
    kind,
    ...(beginning && { beginning }),
  } as const;
  checkOutputs([named], { files: sets.flatMap((set) => set.files), folders: [], frames: IMAGES });
}

interface Surroundings {
  readonly scratch: DatabaseSync;
  readonly write: WritePiece;
  readonly signal: AbortSignal;
}

async function exportSets(
  sets: readonly ResultsSet[],
  options: ExportOptions,
  { scratch, write, signal }: Surroundings,
): Promise<ExportReport> {
  const table = new FrameTable(scratch);
  for (const set of sets) await loadFrames(table, set, options, signal);
  table.settle();
  const surveyed = survey(table);
  checkSurvey(EXPORT_FORMATS[options.format], surveyed);
  await writeFormat({ frames: table, survey: surveyed, scratch }, options, { write, signal });
  return reportOf(surveyed, table);
}

async function writeFormat(
  parts: ExportParts,
  { format, output }: ExportOptions,
  { write, signal }: Omit<Surroundings, "scratch">,
): Promise<void> {
  const { document, files } = EXPORT_FORMATS[format];
  if (files !== undefined && output !== null)
    return await writeFolder(output, untilAborted(files(parts), signal));
  const pieces = batched(document?.(parts) ?? [], signal);
  if (output !== null) return await writeDocument(output, pieces);
  for (const piece of pieces) await write(piece);
}

function* untilAborted<Item>(items: Iterable<Item>, signal: AbortSignal): Iterable<Item> {
  for (const item of items) {
    signal.throwIfAborted();
    yield item;
  }
}

function reportOf(
  { delivered, failed, detections, withoutBox }: Survey,
  { supersededCount }: FrameTable,
): ExportReport {
  return { frames: delivered, failed, detections, withoutBox, superseded: supersededCount };
}
