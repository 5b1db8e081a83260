import { type Stats, statSync } from "node:fs";
import { lstat } from "node:fs/promises";
import { constants } from "node:os";
import { getSystemErrorMessage } from "node:util";

/** Whether an error is one of the system about a file, and not a bug. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "errno" in error;
}

/** Name of a system's error, such as `EIO`; `""` for what is none. */
export function systemCode({ code = "", errno }: NodeJS.ErrnoException): string {
  return errno === STALE ? "ESTALE" : code;
}

/** A system's error in its own words, such as `i/o error`. */
export function systemWords(error: NodeJS.ErrnoException): string {
  if (error.errno === STALE) return "stale file handle";
  return error.errno === undefined ? error.message : getSystemErrorMessage(error.errno);
}

/** What network folders say after a restart of their server; Node has no name for it. */
const STALE = -(constants.errno.ESTALE ?? Number.NaN);

/**
 * Whether a system's error says that nothing lies at a path. Any other error leaves open what lies
 * there: a disk that fails, a folder that may not be entered and a name that is too long are no absence.
 */
export function isAbsence(error: unknown): boolean {
  return ABSENCES.has((error as NodeJS.ErrnoException).code ?? "");
}

/** Links that lead in a circle lead nowhere; the last is Node's word on a name with a NUL, which no file has. */
const ABSENCES: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "ERR_INVALID_ARG_VALUE",
]);

/**
 * What the system says of a path, links not followed; `null` where nothing lies there.
 *
 * @throws the system's error where that cannot be told.
 */
export async function lstatIfThere(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

/**
 * Whether nothing lies at a path, links followed; `false` also where that cannot be told, so that
 * whoever opens it meets the reason.
 */
export function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return isAbsence(error);
  }
}

/**
 * Whether a system's error says that there was too little of something for the moment: descriptors, memory
 * or processes. It tells nothing of what was asked for.
 */
export function isShortage(error: unknown): boolean {
  return SHORTAGES.has((error as NodeJS.ErrnoException).code ?? "");
}

const SHORTAGES: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "ENOBUFS"]);
