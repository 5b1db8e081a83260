import { type Stats, statSync } from "node:fs";
import { lstat } from "node:fs/promises";
import { constants } from "node:os";
import { getSystemErrorMessage } from "node:util";

/** True if an error comes from the system and is about a file, so that it is no bug. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error && "errno" in error;
}

/** Name of a system error, such as `EIO`; `""` for any other error. */
export function systemErrorCode({ code = "", errno }: NodeJS.ErrnoException): string {
  return errno === STALE ? "ESTALE" : code;
}

/** The system's message of an error, such as `i/o error`. */
export function systemErrorMessage(error: NodeJS.ErrnoException): string {
  if (error.errno === STALE) return "stale file handle";
  return error.errno === undefined ? error.message : getSystemErrorMessage(error.errno);
}

/** Error of network folders after a restart of their server; Node has no name for it. */
const STALE = -(constants.errno.ESTALE ?? Number.NaN);

/**
 * True if a system error says that nothing exists at a path. Any other error leaves that open: a failing
 * disk, a folder without permission and a name that is too long prove no absence.
 */
export function isAbsence(error: unknown): boolean {
  return ABSENCES.has((error as NodeJS.ErrnoException).code ?? "");
}

/** A circle of links leads nowhere; the last is Node's code for a name with a NUL, which no file has. */
const ABSENCES: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "ERR_INVALID_ARG_VALUE",
]);

/**
 * Attributes of a path, links not followed; `null` if nothing exists there.
 *
 * @throws the system's error if that cannot be determined.
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
 * True if nothing exists at a path, links followed; `false` also if that cannot be determined, so that
 * whoever opens it gets the reason.
 */
export function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    return isAbsence(error);
  }
}

/**
 * True if a system error is a temporary shortage of descriptors, memory or processes. It proves nothing
 * about the file or program concerned.
 */
export function isShortage(error: unknown): boolean {
  return SHORTAGES.has((error as NodeJS.ErrnoException).code ?? "");
}

const SHORTAGES: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM", "EAGAIN", "ENOBUFS"]);
