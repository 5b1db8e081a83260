import { constants } from "node:fs";

/** Flags of open(2), as far as the system has them. */
export interface OpenFlags {
  readonly O_RDONLY: number;
  /** Missing on Windows, where a link at the end of a path is followed: whoever opens a file compares it with its path. */
  readonly O_NOFOLLOW?: number | undefined;
  /** Missing on Windows, where no name of a folder is a pipe. */
  readonly O_NONBLOCK?: number | undefined;
}

/** Flags to read a file that other programs put there: a link at its name is an error, and a pipe does not block. */
export function unlinkedFlags(flags: OpenFlags = constants): number {
  return promptFlags(flags) | (flags.O_NOFOLLOW ?? 0);
}

/** Flags to read a file that the user names: links are followed, and a pipe does not block. */
export function promptFlags(flags: OpenFlags = constants): number {
  return flags.O_RDONLY | (flags.O_NONBLOCK ?? 0);
}

/** The flags of this system, for each image. */
export const READ_UNLINKED: number = unlinkedFlags();

/** The flags of this system, for a file that the user names. */
export const READ_PROMPTLY: number = promptFlags();
