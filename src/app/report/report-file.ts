import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { makeFolder } from "../../core/files/make-folder.ts";
import { replaceFile } from "../../core/files/replace-file.ts";
import { isAbsence, isSystemError, systemErrorMessage } from "../../core/files/system-error.ts";
import { option } from "../../core/option-spelling.ts";
import { isPage, type PageKind } from "../paths/report-beginning.ts";

/**
 * Makes sure that a report can be written, before hours are spent on what goes into it.
 *
 * @param key of the option that names it.
 * @param kind of what may be replaced. @default "report"
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE`, and `ERR_OPTION` for a file that is something else.
 */
export async function checkReportFile(
  path: string,
  key: "report" | "output",
  kind: PageKind = "report",
): Promise<void> {
  const place = resolve(path);
  try {
    await makeFolder(dirname(place));
    await access(dirname(place), constants.W_OK);
    if (!(await isReplaceable(place, kind))) throw otherFile(path, key, kind);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw unwritable(place, { key, kind }, cause);
  }
}

/** Writes a report, whole or not at all. @throws FrameferryError as `checkReportFile`, and `ERR_DISK_FULL`. */
export async function writeReportFile(
  path: string,
  page: string | Buffer,
  key: "report" | "output",
  kind: PageKind = "report",
): Promise<void> {
  const place = resolve(path);
  try {
    // What came here meanwhile is not ours.
    if (!(await isReplaceable(place, kind))) throw otherFile(path, key, kind);
    await replaceFile(place, page);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw unwritable(place, { key, kind }, cause);
  }
}

/** True if there is nothing, an empty file, or an earlier one of the kind. */
async function isReplaceable(place: string, kind: PageKind): Promise<boolean> {
  try {
    const stats = await stat(place);
    return stats.isFile() && (stats.size === 0 || isPage(place, kind));
  } catch (error) {
    if (isAbsence(error)) return true;
    throw error;
  }
}

function otherFile(path: string, key: string, kind: PageKind): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${option(key)} cannot be ${path}, which is no earlier ${kind}`,
    remedy: `name another file with ${option(key)}`,
  });
}

function unwritable(
  place: string,
  { key, kind }: { readonly key: string; readonly kind: PageKind },
  cause: NodeJS.ErrnoException,
): FrameferryError {
  const isFull = cause.code === "ENOSPC" || cause.code === "EDQUOT";
  return new FrameferryError({
    code: isFull ? "ERR_DISK_FULL" : "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the ${kind} ${place} cannot be written: ${isFull ? "the disk is full" : systemErrorMessage(cause)}`,
    remedy: `name another file with ${option(key)}`,
    cause,
  });
}
