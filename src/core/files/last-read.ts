import type { Stats } from "node:fs";
import { type LandedVersion, isSameFile } from "./landed-file.ts";
import { isUnchanged } from "./file-version.ts";

/** Bytes of a file; valid until another file is read this way. */
export interface ReadBytes {
  readonly path: string;
  readonly stats: Stats;
  readonly bytes: Buffer;
}

/**
 * The file that was read whole last, to see whether it has landed: a frame that comes alone is sent at once,
 * and need not be opened and read again. The next look replaces it, and it is old after some milliseconds: a
 * frame that had to wait is read when it is sent, as its file is by then.
 */
let last: (ReadBytes & { readonly readAtMs: number }) | null = null;

/** Keeps a file that was read whole, and had not changed by the end of that. `null` forgets the last one. */
export function keepLastRead(read: ReadBytes | null): void {
  last = read === null ? null : { ...read, readAtMs: performance.now() };
}

/** Bytes of the file at a path in this version, if it was read last, and just now; else `null`. */
export function lastReadOf(file: LandedVersion & { readonly path: string }): Buffer | null {
  if (last === null || last.path !== file.path) return null;
  if (performance.now() - last.readAtMs > MAX_AGE_MS) return null;
  return isSameFile(file, last.stats) && isUnchanged(file, last.stats) ? last.bytes : null;
}

const MAX_AGE_MS = 20;
