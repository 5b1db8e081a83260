import { lstatSync, readFileSync, readlinkSync, unlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { replaceFile } from "../../core/files/replace-file.ts";
import { isAbsence, isSystemError, systemErrorMessage } from "../../core/files/system-error.ts";
import { MARK } from "./service-setup.ts";

/** What became of the definition of a service. */
export type Written = "wrote" | "replaced" | "the same";

/**
 * Writes the definition of a service atomically, readable for everybody.
 *
 * @param remedy what to do without the permission.
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE` if it cannot be written, or is somebody else's.
 */
export async function writeDefinition(
  path: string,
  text: string,
  remedy: string,
): Promise<Written> {
  const before = ownDefinition(path, remedy);
  if (before === text) return "the same";
  try {
    await replaceFile(path, text, { mode: 0o644 });
  } catch (error) {
    throw unusable(path, error, remedy);
  }
  return before === null ? "wrote" : "replaced";
}

/**
 * Removes the definition of a service, and the link by which systemd starts it with the machine.
 *
 * @returns false if there was none.
 * @throws FrameferryError `ERR_FOLDER_UNUSABLE` if it cannot be removed, or is somebody else's.
 */
export function removeDefinition(path: string, remedy: string): boolean {
  if (ownDefinition(path, remedy) === null) return false;
  const link = join(dirname(path), "multi-user.target.wants", basename(path));
  try {
    if (isLinkTo(link, path)) unlinkSync(link);
    unlinkSync(path);
  } catch (error) {
    throw unusable(path, error, remedy);
  }
  return true;
}

function isLinkTo(link: string, path: string): boolean {
  try {
    return readlinkSync(link) === path;
  } catch (error) {
    if (isAbsence(error) || (error as NodeJS.ErrnoException).code === "EINVAL") return false;
    throw error;
  }
}

/** The text of a definition that this command wrote; `null` if there is nothing. */
function ownDefinition(path: string, remedy: string): string | null {
  const text = textOf(path, remedy);
  if (text === null || text.split("\n", 2).some((line) => line.includes(MARK))) return text;
  throw new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `${path} was not written by frameferry service install, and is left as it is`,
    remedy: "choose another name for the service with --name, or remove the file yourself",
  });
}

/** A link, such as that of a masked unit to `/dev/null`, counts as a file of somebody else. */
function textOf(path: string, remedy: string): string | null {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return null;
    return stats.isFile() ? readFileSync(path, "utf8") : "";
  } catch (error) {
    throw unusable(path, error, remedy);
  }
}

/** The error of a definition that cannot be written, read or removed. */
export function unusable(path: string, cause: unknown, remedy: string): unknown {
  if (!isSystemError(cause)) return cause;
  const isForbidden = cause.code === "EACCES" || cause.code === "EPERM";
  return new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: isForbidden
      ? `this user may not change ${path}`
      : `${path} cannot be changed: ${systemErrorMessage(cause)}`,
    remedy: isForbidden ? remedy : "check its folder and its disk",
    cause,
  });
}
