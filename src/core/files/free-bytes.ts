import { statfsSync } from "node:fs";

/** Free space of the disk that a folder lies on, in bytes; infinite if unknown: then only a full disk itself tells. */
export function freeBytesAt(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
