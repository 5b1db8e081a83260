import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import { jobsFolder } from "../../ledger/job-folder.ts";
import type { DeliveredOptions } from "../../options/delivered-options.ts";
import type { FailureOptions } from "../../options/failure-options.ts";
import type { FolderOptions } from "../../options/folder-options.ts";
import type { RecordOptions } from "../../options/record-options.ts";
import type { RecordingOptions } from "../../options/recording-options.ts";
import type { ReportOptions } from "../../options/report-options.ts";
import type { SliceOptions } from "../../options/slice-options.ts";
import { checkResults } from "../../results/examine-results.ts";
import { frameFilter } from "../../watcher/frame-filter.ts";
import { copiedFailuresFolder } from "../images/after-failure.ts";
import { stateFolder } from "../jobs/job-paths.ts";
import { isReport } from "./report-beginning.ts";
import { isSamePlace, type Place, placeOf } from "./same-place.ts";
import { isWithin } from "./source-folders.ts";
import { beginningOf } from "./beginning-of.ts";
import { isTunePage } from "./tune-page-file.ts";

/** An option that names something that is written, or waited for. */
export interface Output {
  /** Its name, as messages spell it. */
  readonly flag: string;
  /** As the user named it. */
  readonly path: string;
  /** A `sign` is what somebody else writes to say that they are done. */
  readonly kind: "results" | "page" | "folder" | "sign" | "export" | "video" | "report";
  /** Beginning of an export that may be replaced. */
  readonly beginning?: RegExp;
  /** True if an existing video may be replaced. @default false */
  readonly overwrite?: boolean;
}

/** Inputs of a command, which it must not overwrite. */
export interface Sources {
  /** Videos and images. */
  readonly files: readonly string[];
  /** Folders of images. */
  readonly folders: readonly string[];
  /** Globs that select the frames among the files of the folders. */
  readonly frames: Pick<FolderOptions, "match" | "ignore">;
}

/** Images by their extension. */
export const IMAGES: Sources["frames"] = { match: [], ignore: [] };

/** Options of a delivering command that name files and folders to write. */
type WritingOptions = Pick<RecordOptions, "results" | "state"> &
  FailureOptions &
  Partial<
    DeliveredOptions &
      Pick<SliceOptions, "frames"> &
      Pick<RecordingOptions, "record"> &
      ReportOptions
  >;

/**
 * Refuses what would be written over data: see `checkOutputs`.
 *
 * @param signs files that others write to say that they are done.
 * @throws FrameferryError `ERR_OPTION`.
 */
export function checkWrittenPaths(
  options: WritingOptions,
  sources: Sources,
  signs: readonly Output[] = [],
): void {
  const named: readonly (readonly [string, string | null | undefined, Output["kind"]])[] = [
    [option("results"), options.results, "results"],
    [option("report"), options.report, "report"],
    [option("frames"), options.frames, "folder"],
    [option("record"), options.record, "folder"],
    [option("moveTo"), options.moveTo, "folder"],
    [`${option("onFailure")} copy-to`, copiedFailuresFolder(options), "folder"],
  ];
  const outputs = named.flatMap(([flag, path, kind]) =>
    path === null || path === undefined ? [] : [{ flag, path, kind }],
  );
  checkOutputs([...signs, ...outputs], sources);
  const state = stateFolder(options.state);
  // Below the real path of a folder that not everybody may enter: whoever opens it says so.
  const jobs = jobsFolder(state);
  // A state folder of the user's may hold other things; the usual one is ours.
  const own = options.state === null ? [state] : [jobs, join(state, "sources")];
  for (const output of outputs) {
    if (own.some((folder) => isWithin(folder, placeOfOutput(output).real)))
      throw refused(output, "lies where frameferry keeps its state");
  }
  if (isFrameOf(sources, join(jobs, "job", "ledger.db")))
    throw refused(
      { flag: option("state"), path: state, kind: "folder" },
      "lies where its files would be taken for frames",
    );
}

/**
 * Refuses an output that would cost data: one that is a source, an image, another output or something of
 * another kind, by any spelling, link or hard link. Nothing is written before.
 *
 * @throws FrameferryError `ERR_OPTION`.
 */
export function checkOutputs(outputs: readonly Output[], sources: Sources): void {
  const places = outputs.map((output) => ({ output, place: placeOfOutput(output) }));
  for (const [at, { output, place }] of places.entries()) {
    if (output.kind === "sign") continue;
    const read = output.kind === "folder" ? sources.folders : sources.files;
    if (read.some((path) => isSamePlace(placeOf(path), place)))
      throw refused(output, "is the source of the frames");
    const twin = places.slice(0, at).find((other) => isSamePlace(other.place, place));
    if (twin !== undefined) throw refused(output, `is also named by ${twin.output.flag}`);
    if (output.kind === "folder") refuseFile(output, place);
    else refuseOtherFile(output, place, sources);
  }
}

/** @throws FrameferryError `ERR_FOLDER_UNUSABLE` where nobody can tell where it leads. */
function placeOfOutput({ flag, path }: Output): Place {
  try {
    return placeOf(path);
  } catch (cause) {
    throw new FrameferryError({
      code: "ERR_FOLDER_UNUSABLE",
      kind: "environment",
      message: `${flag} cannot be used: ${(cause as Error).message}`,
      remedy: "name another place, which this user may enter",
      cause,
    });
  }
}

/** True if a file would be taken for a frame. @param real its path without links. */
function isFrameOf({ folders, frames }: Sources, real: string): boolean {
  const isFrame = frameFilter(frames);
  return folders.some((folder) => {
    const outer = placeOf(folder).real;
    return isWithin(outer, real) && isFrame(relative(outer, real).replaceAll(sep, "/"));
  });
}

const isImageName = frameFilter(IMAGES);

function refuseFile(output: Output, { stats }: Place): void {
  if (stats !== null && !stats.isDirectory()) throw refused(output, "is a file, not a folder");
}

/** Of an existing file, only one of the same kind may be added to, or replaced. */
function refuseOtherFile(output: Output, place: Place, sources: Sources): void {
  const { path, real, stats } = place;
  if (stats?.isDirectory() === true) throw refused(output, "is a folder");
  if (isImageName(basename(real)) || isFrameOf(sources, real))
    throw refused(output, "is an image, or has the name of one");
  if (output.kind === "video") return refuseOtherVideo(output, place);
  if (stats === null || !stats.isFile() || stats.size === 0n || isDescriptor(path)) return;
  if (output.kind === "results") checkResults(path, Number(stats.size));
  else if (output.kind === "export") refuseOtherExport(output);
  else if (output.kind === "report") refuseOtherReport(output);
  else if (!isTunePage(path)) throw refused(output, "is not a page written by tune");
}

/** A video is written with a jump back to its beginning, which no pipe and no device allows. */
function refuseOtherVideo(output: Output, { stats }: Place): void {
  if (stats === null) return;
  if (!stats.isFile()) throw refused(output, "is no regular file");
  if (stats.size > 0n && output.overwrite !== true) throw existsAlready(output);
}

/** Error for a video that is not to be replaced. */
export function existsAlready({ flag, path }: Pick<Output, "flag" | "path">): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${flag} cannot be ${path}, which exists already`,
    remedy: `name another file, or replace it with ${option("overwrite", true)}`,
  });
}

function refuseOtherReport(output: Output): void {
  if (!isReport(output.path)) throw refused(output, "is no earlier report");
}

function refuseOtherExport(output: Output): void {
  if (output.beginning?.test(beginningOf(output.path, 2048)) === true) return;
  throw refused(output, "is not an earlier export in this format");
}

/** True for a descriptor such as `/dev/stdout`: the shell chose, and emptied, the file behind it. */
function isDescriptor(path: string): boolean {
  return /^\/(?:dev\/(?:stdout|stderr|fd\/)|proc\/self\/fd\/)/u.test(resolve(path));
}

/** @throws FrameferryError `ERR_OPTION` where a folder that gets frames is the one that holds the video. */
export function refuseFolderOfVideo(framesFolder: string, video: string): void {
  const frames = placeOf(framesFolder);
  const holders = [dirname(resolve(video)), dirname(placeOf(video).real)];
  if (!holders.some((holder) => isSamePlace(placeOf(holder), frames))) return;
  const output: Output = { flag: option("frames"), path: framesFolder, kind: "folder" };
  throw refused(output, `holds the video ${join(framesFolder, basename(video))}`);
}

function refused({ flag, path, kind }: Output, why: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${flag} cannot be ${path}, which ${why}`,
    remedy: `name another ${kind === "folder" ? "folder" : "file"} with ${flag}`,
  });
}
