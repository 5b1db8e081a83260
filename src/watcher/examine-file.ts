import { closeSync, constants, fstatSync, openSync } from "node:fs";
import { type FileVersion, versionOf } from "../core/file-version.ts";
import { bytesOfDescriptor } from "./completeness/byte-source.ts";
import type { Completeness } from "./completeness/completeness.ts";
import { examineImage } from "./completeness/examine-image.ts";
import { type Unseen, unseenBecause } from "./unseen.ts";

/** What a look at a file found. */
export type FileFinding =
  /** The bytes of this version were looked at. */
  (Completeness & { readonly version: FileVersion }) | Unseen;

/**
 * Looks into a file without following a link and without waiting for a pipe. What is written after
 * the look changes the version, for size and time are taken before the bytes.
 *
 * @param path a buffer where the name is not valid UTF-8.
 */
export function examineFile(path: string | Buffer): FileFinding {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, OPEN_FLAGS);
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { state: "gone" };
    const image = examineImage(bytesOfDescriptor(descriptor, stats));
    return { ...image, version: versionOf(stats) };
  } catch (error) {
    return unseenBecause(error as NodeJS.ErrnoException, "read");
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
