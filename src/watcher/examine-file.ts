import { closeSync, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { isUnchanged } from "../core/files/file-version.ts";
import { versionOf, isOpenedAt, type LandedVersion } from "../core/files/landed-file.ts";
import { keepLastRead } from "../core/files/last-read.ts";
import { READ_UNLINKED } from "../core/platform/open-flags.ts";
import { bytesInMemory, bytesOfDescriptor, type ByteSource } from "./completeness/byte-source.ts";
import type { Completeness } from "./completeness/completeness.ts";
import { examineImage } from "./completeness/examine-image.ts";
import { type Unseen, unseenBecause } from "./unseen.ts";

/** Result of examining a file. */
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
    descriptor = openSync(path, READ_UNLINKED);
    const stats = fstatSync(descriptor);
    // A folder on its way may have become a link: what lies behind it is not read. 5 microseconds of 20.
    if (!stats.isFile() || !isOpenedAt(path, descriptor, stats)) return { state: "gone" };
    const version = versionOf(stats);
    const isSmall = stats.size <= MAX_WHOLE_BYTES;
    const source = isSmall
      ? readWhole(path, descriptor, stats)
      : bytesOfDescriptor(descriptor, stats);
    return { ...examineImage(source), version };
  } catch (error) {
    return unseenBecause(error as NodeJS.ErrnoException, "read");
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Reads a small file at once, which takes no longer than the pieces of it that a look needs. */
function readWhole(path: string, descriptor: number, stats: Stats): ByteSource {
  keepLastRead(null);
  if (buffer.length < stats.size)
    buffer = Buffer.allocUnsafeSlow(Math.ceil(stats.size / GRAIN_BYTES) * GRAIN_BYTES);
  const bytes = buffer.subarray(0, readSync(descriptor, buffer, 0, stats.size, 0));
  const isWhole =
    bytes.length === stats.size && isUnchanged(versionOf(stats), fstatSync(descriptor));
  if (isWhole) keepLastRead({ path, stats, bytes });
  return bytesInMemory(bytes, stats);
}

// One buffer for all looks: each is synchronous, and a new one would cost more than the look.
let buffer = Buffer.alloc(0);

const GRAIN_BYTES = 64 * 1024;
const MAX_WHOLE_BYTES = 512 * 1024;
