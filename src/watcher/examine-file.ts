import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { getSystemErrorMessage } from "node:util";
import { bytesOfDescriptor } from "./completeness/byte-source.ts";
import { isOpenedAt, type LandedVersion } from "../core/landed-file.ts";
import type { Completeness } from "./completeness/completeness.ts";
import { examineImage } from "./completeness/examine-image.ts";
import { versionOf } from "./file-version.ts";

/** What a look at a file found. */
export type FileFinding =
  /** The bytes of this version were looked at: a writer that goes on changes it. */
  | (Completeness & { readonly version: LandedVersion })
  /** There is no plain file at this path (any more): nothing, a link, a folder, a pipe, a device; or a link leads to it. */
  | { readonly state: "gone" }
  /** The file cannot be read now; `reason` says why, as a clause. */
  | { readonly state: "unreadable"; readonly reason: string }
  /** This process has too few descriptors or too little memory: says nothing about the file. */
  | { readonly state: "starved" };

/**
 * Looks into a file without following a link and without waiting for a pipe. What is written after
 * the look changes the version, for size and time are taken before the bytes.
 *
 * @param path absolute, with the real names of all folders.
 */
export function examineFile(path: string): FileFinding {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, OPEN_FLAGS);
    const stats = fstatSync(descriptor);
    // A folder on its way may have become a link: what lies behind it is not read. 5 microseconds of 20.
    if (!stats.isFile() || !isOpenedAt(path, descriptor, stats)) return { state: "gone" };
    return { ...examineImage(bytesOfDescriptor(descriptor, stats)), version: versionOf(stats) };
  } catch (error) {
    return findingOf(error as NodeJS.ErrnoException);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** ENXIO is what opening a socket says; the last is Node's word on a name with a NUL, which no file has. */
const GONE: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "ENXIO",
  "ERR_INVALID_ARG_VALUE",
]);
const STARVED: ReadonlySet<string> = new Set(["EMFILE", "ENFILE", "ENOMEM"]);

function findingOf(error: NodeJS.ErrnoException): FileFinding {
  const { code = "", errno } = error;
  if (GONE.has(code)) return { state: "gone" };
  if (STARVED.has(code)) return { state: "starved" };
  // Without a number it is not the system that speaks: a bug.
  if (errno === undefined) throw error;
  if (code === "EACCES" || code === "EPERM")
    return { state: "unreadable", reason: "the file may not be read by this user" };
  return {
    state: "unreadable",
    reason: `the file cannot be read: ${getSystemErrorMessage(errno)}`,
  };
}
