import { posix } from "node:path";

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
  const isShort = Buffer.byteLength(near) <= MAX_SOCKET_BYTES;
  return isShort ? near : posix.join(shortFolder, `frameferry-${id}`, "sock");
}

/** True if a socket is a file, with a folder, permissions, and a name that somebody has to remove. */
export function isSocketFile(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/** What every system takes for the path of a socket; see unix(7), and sun_path of macOS. */
const MAX_SOCKET_BYTES = 103;
