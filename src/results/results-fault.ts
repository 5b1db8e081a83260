import { FrameferryError } from "../core/errors.ts";

/** Error about a results file that cannot be written. */
export function unwritable(path: string, cause: NodeJS.ErrnoException): FrameferryError {
  const isFull = cause.code === "ENOSPC" || cause.code === "EDQUOT";
  return new FrameferryError({
    code: isFull ? "ERR_DISK_FULL" : "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the results file ${path} cannot be written: ${isFull ? "the disk is full" : cause.message}`,
    remedy: "make room or name another file with --results, and run the same command again",
    cause,
  });
}

/** Error about a results file that was removed during a run. */
export function resultsRemoved(path: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_RECORD_LOST",
    kind: "environment",
    message: `the results file ${path} was removed meanwhile, with the answers in it`,
    remedy:
      "run the same command again, which goes on with a new file; only --restart has what was removed answered again",
  });
}

/** Error about a file that contains anything but results. */
export function noResultsFile(path: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${path} holds something that is no results file, and is left as it is`,
    remedy: "name a new file, or an older results file, with --results",
  });
}
