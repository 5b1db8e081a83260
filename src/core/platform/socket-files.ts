/** True if a socket is a file, with a folder, permissions, and a name that somebody has to remove. */
export function isSocketFile(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/** Longest path of a socket in bytes: with a zero behind it, it fills `sun_path` (unix(7), and sys/un.h of macOS). */
export function maxSocketPathBytes(platform: NodeJS.Platform = process.platform): number {
  return platform === "linux" ? 107 : 103;
}
