import { isAbsence, systemErrorMessage } from "../core/files/system-error.ts";

/** Why nothing was seen at a path. */
export type Unseen =
  /** There is no plain file (any more): nothing, a link, a folder, a pipe, a device. */
  | { readonly state: "gone" }
  /** The file cannot be accessed or read now; `reason` says why, as a clause. */
  | { readonly state: "unreadable"; readonly reason: string }
  /** This process has too few descriptors or too little memory: says nothing about the file. */
  | { readonly state: "resourcesExhausted" };

/**
 * Meaning of the system's error for a file.
 *
 * @param attempt what was tried: to look at it (lstat), or to open and read it.
 */
export function unseenBecause(error: NodeJS.ErrnoException, attempt: "accessed" | "read"): Unseen {
  const { code = "", errno } = error;
  // A socket cannot be opened.
  if (isAbsence(error) || code === "ENXIO") return { state: "gone" };
  if (RESOURCE_ERRORS.has(code)) return { state: "resourcesExhausted" };
  // Without a number it is not the system that speaks: a bug.
  if (errno === undefined) throw error;
  const isBarred = code === "EACCES" || code === "EPERM";
  if (isBarred && attempt === "read")
    return { state: "unreadable", reason: "the file may not be read by this user" };
  if (isBarred)
    return { state: "unreadable", reason: "it lies in a folder that this user may not enter" };
  return {
    state: "unreadable",
    reason: `the file cannot be ${attempt}: ${systemErrorMessage(error)}`,
  };
}

const RESOURCE_ERRORS: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM"]);
