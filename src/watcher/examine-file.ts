import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { versionOf } from "../core/files/file-version.ts";
import { bytesOfDescriptor } from "./completeness/byte-source.ts";
import { isOpenedAt, type LandedVersion } from "../core/files/landed-file.ts";
import type { Completeness } from "./completeness/completeness.ts";
import { examineImage } from "./completeness/examine-image.ts";
import { type Unseen, unseenBecause } from "./unseen.ts";

/** What a look at a file found. */
export type FileFinding =
  /** The bytes of this version were looked at: a writer that goes on changes it. */
  (Completeness & { readonly version: LandedVersion }) | Unseen;

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
    const image = examineImage(bytesOfDescriptor(descriptor, stats));
    return { ...image, version: versionOf(stats) };
  } catch (error) {
    return unseenBecause(error as NodeJS.ErrnoException, "read");
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
