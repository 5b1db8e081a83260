import { dirname } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/option-spelling.ts";
import { systemErrorMessage } from "../core/files/system-error.ts";

/** Error about a results file that cannot be written. */
export function unwritable(path: string, cause: NodeJS.ErrnoException): FrameferryError {
  return new FrameferryError({
    code: isFull(cause) ? "ERR_DISK_FULL" : "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the results file ${path} cannot be written: ${inWords(path, cause)}`,
    remedy: isFull(cause)
      ? `make room, or name another file with ${option("results")}, and run the same command again`
      : `name another file with ${option("results")}, and run the same command again`,
    cause,
  });
}

function inWords(path: string, cause: NodeJS.ErrnoException): string {
  if (isFull(cause)) return "the disk is full";
  if (cause.syscall === "mkdir") return cause.message;
  // The folder is there, such as /proc, and takes no new files.
  return cause.code === "ENOENT"
    ? `nothing can be made in ${dirname(path)}`
    : systemErrorMessage(cause);
}

function isFull({ code }: NodeJS.ErrnoException): boolean {
  return code === "ENOSPC" || code === "EDQUOT";
}

/** Error about a results file that was removed during a run. */
export function resultsRemoved(path: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_RECORD_LOST",
    kind: "environment",
    message: `the results file ${path} was removed during the run, with the answers in it`,
    remedy: `run the same command again, which continues with a new file; only ${option("restart", true)} sends the frames again whose answers were removed`,
  });
}

/** Error about a file that contains anything but results. */
export function noResultsFile(path: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${path} exists and is not a results file; it was left unchanged`,
    remedy: `name a new file, or an older results file, with ${option("results")}`,
  });
}

/** Error about a line that is no result. @param number of the line, from 1. */
export function noResultsLine(path: string, number: number): FrameferryError {
  return new FrameferryError({
    code: "ERR_RESULTS_UNREADABLE",
    kind: "source",
    message: `line ${number} of ${path} is no line of results`,
    remedy: "remove the line, or name a results file",
  });
}

/** Error about results that cannot be read. */
export function unreadableResults(path: string, cause: NodeJS.ErrnoException): FrameferryError {
  return new FrameferryError({
    code: "ERR_RESULTS_UNREADABLE",
    kind: "source",
    message: `the results ${path} cannot be read: ${systemErrorMessage(cause)}`,
    remedy: "check the path, and that this user may read it",
    cause,
  });
}
