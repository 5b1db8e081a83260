import { posix } from "node:path";
import { isSocketFile, maxSocketPathBytes } from "./socket-files.ts";

/** Places for the socket of a program. */
export interface SocketPlaces {
  /** Folder that only its user may enter. */
  readonly folder: string;
  /** Folder with a short path, where that of `folder` is too long. */
  readonly shortFolder: string;
}

/**
 * Where other programs of the same user reach this one: a socket in a folder, or a named pipe on Windows, which lies in
 * no folder.
 *
 * @param id makes it different from others.
 */
export function controlSocket(
  { folder, shortFolder }: SocketPlaces,
  id: string,
  platform: NodeJS.Platform = process.platform,
): string {
  if (!isSocketFile(platform)) return `\\\\.\\pipe\\frameferry-${id}`;
  const near = posix.join(folder, `${id}.sock`);
  const isShort = Buffer.byteLength(near) <= maxSocketPathBytes(platform);
  return isShort ? near : posix.join(shortFolder, `frameferry-${id}`, "sock");
}
