/** Why an image could not be read, with the reason in words. */
export interface ReadFault {
  /**
   * `changed`: the file is not the one that landed. `unreadable`: trying again would not help.
   * `passing`: the system is short of something, or a network folder did not answer: try again.
   */
  readonly readFault: "changed" | "unreadable" | "passing";
  readonly reason: string;
}

/** Puts the system's error about a file into words. */
export function readFaultOf({ code = "", message }: NodeJS.ErrnoException): ReadFault {
  const reason = WORDS[code] ?? `the file cannot be read: ${message}`;
  return { readFault: PASSING.has(code) ? "passing" : "unreadable", reason };
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "the file vanished before it was sent",
  ENOTDIR: "the file vanished before it was sent",
  EACCES: "the file may not be read by this user",
  EPERM: "the file may not be read by this user",
  ELOOP: "it is a symbolic link",
  EMFILE: "no file descriptor is left to read the file: raise ulimit -n, or lower --concurrency",
  ENFILE: "the system has no file descriptor left to read the file",
};

/** Descriptors, memory, and what a network file system says while its server is away. */
const PASSING: ReadonlySet<string> = new Set([
  "EMFILE",
  "ENFILE",
  "ENOMEM",
  "EAGAIN",
  "EIO",
  "ESTALE",
  "ETIMEDOUT",
]);
