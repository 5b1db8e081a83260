import { FrameferryError } from "../../core/errors.ts";
import { isAbsence, systemErrorMessage } from "../../core/files/system-error.ts";

/**
 * Why nothing is known of a path that the user named.
 *
 * @param words what to say of one that is not there; the other is in the system's words.
 */
export function unseenSource(
  path: string,
  cause: NodeJS.ErrnoException,
  { missing, remedy }: { readonly missing: string; readonly remedy: string },
): FrameferryError {
  if (isAbsence(cause))
    return new FrameferryError({
      code: "ERR_SOURCE_MISSING",
      kind: "source",
      message: missing,
      remedy,
      cause,
    });
  return new FrameferryError({
    code: "ERR_SOURCE_UNREADABLE",
    kind: "source",
    message:
      cause.code === "EACCES"
        ? `${path} lies in a folder that this user may not enter`
        : `${path} cannot be accessed: ${systemErrorMessage(cause)}`,
    remedy: "check its disk, its name and the permissions of its folder",
    cause,
  });
}
