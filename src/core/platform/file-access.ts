import { ftruncate, ftruncateSync, truncate, truncateSync } from "node:fs";
import { promisify } from "node:util";

/** True if files have permissions for their owner, a group and others. Windows has lists of rights, which folders inherit. */
export function hasModes(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/** True if a folder can be opened, and the names in it flushed to disk. NTFS keeps a journal of them. */
export function canFlushFolders(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/** True if a file must be open for writing to be flushed, or to get another time. */
export function needsWritingToFlush(platform: NodeJS.Platform = process.platform): boolean {
  return platform === "win32";
}

/** True if a folder can be removed while a file in it is open. */
export function canRemoveOpenFiles(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/**
 * True if the device number of a path and that of an open file there are the same. On Windows they differ in some
 * versions of Node (libuv before 1.51).
 */
export function hasReliableDevices(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/** A file that is open to append to, and where it lies. */
export interface AppendedFile {
  readonly descriptor: number;
  readonly path: string;
}

/**
 * Shortens a file that is open to append to. On Windows, whoever may only append may not shorten: there it is opened once
 * more.
 */
export async function truncateAppended(
  { descriptor, path }: AppendedFile,
  byteLength: number,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  await (mayShorten(platform)
    ? truncateOpen(descriptor, byteLength)
    : truncateNamed(path, byteLength));
}

/** The same at once. */
export function truncateAppendedSync(
  { descriptor, path }: AppendedFile,
  byteLength: number,
  platform: NodeJS.Platform = process.platform,
): void {
  if (mayShorten(platform)) ftruncateSync(descriptor, byteLength);
  else truncateSync(path, byteLength);
}

function mayShorten(platform: NodeJS.Platform): boolean {
  return platform !== "win32";
}

const truncateOpen = promisify(ftruncate);
const truncateNamed = promisify(truncate);
