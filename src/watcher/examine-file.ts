import { closeSync, constants, fstatSync, openSync, type Stats } from "node:fs";
import { bytesOfDescriptor } from "./completeness/byte-source.ts";
import type { Completeness } from "./completeness/completeness.ts";
import { examineImage } from "./completeness/examine-image.ts";

/** What a look at a file found, with the version that was looked at. */
export type FileFinding = Completeness | { readonly state: "gone" } | { readonly state: "unreadable"; readonly reason: string };

/** Looks into a file without following a link and without waiting for a pipe. */
export function examineFile(path: string): FileFinding {
  let descriptor: number;
  try {
    descriptor = openSync(path, OPEN_FLAGS);
  } catch (error) {
    return findingOf(error as NodeJS.ErrnoException);
  }
  try {
    const stats: Stats = fstatSync(descriptor);
    return stats.isFile() ? examineImage(bytesOfDescriptor(descriptor, stats)) : { state: "gone" };
  } catch (error) {
    return findingOf(error as NodeJS.ErrnoException);
  } finally {
    closeSync(descriptor);
  }
}

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

function findingOf({ code, message }: NodeJS.ErrnoException): FileFinding {
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return { state: "gone" };
  const reason = code === "EACCES" || code === "EPERM" ? "it may not be read by this user" : message;
  return { state: "unreadable", reason };
}
