import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/spelling.ts";

/** A results file that the system does not let us write, in words. */
export function unwritable(path: string, cause: NodeJS.ErrnoException): FrameferryError {
  const isFull = cause.code === "ENOSPC" || cause.code === "EDQUOT";
  return new FrameferryError({
    code: isFull ? "ERR_DISK_FULL" : "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the results file ${path} cannot be written: ${isFull ? "the disk is full" : cause.message}`,
    remedy: isFull
      ? `make room, or name another file with ${option("results")}, and run the same command again`
      : `name another file with ${option("results")}, and run the same command again`,
    cause,
  });
}

/** A results file that somebody removed while a run was at work. */
export function resultsRemoved(path: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_RECORD_LOST",
    kind: "environment",
    message: `the results file ${path} was removed during the run, with the answers in it`,
    remedy: `run the same command again, which continues with a new file; only ${option("restart", true)} sends the frames again whose answers were removed`,
  });
}

/** A file that holds something else than results. */
export function noResultsFile(path: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${path} exists and is not a results file; it was left unchanged`,
    remedy: `name a new file, or an older results file, with ${option("results")}`,
  });
}
