import { option } from "../core/option-spelling.ts";
import { systemErrorCode } from "../core/files/system-error.ts";

/** Fault of an image that could not be read, with the reason in words. */
export interface ReadFault {
  /**
   * `changed`: the file is not the one that landed. `unreadable`: trying again would not help.
   * `resourcesExhausted`: this machine is short of descriptors or memory, which is not the file's fault.
   * `transient`: the disk or a network folder failed this time: try again.
   */
  readonly readFault: "changed" | "unreadable" | "resourcesExhausted" | "transient";
  readonly reason: string;
}

/** Puts the system's error about a file into words. */
export function readFaultOf(error: NodeJS.ErrnoException): ReadFault {
  const code = systemErrorCode(error);
  const reason = words()[code] ?? `the file cannot be read: ${error.message}`;
  return { readFault: KINDS[code] ?? "unreadable", reason };
}

function words(): Readonly<Record<string, string>> {
  return {
    ENOENT: "the file vanished before it was sent",
    ENOTDIR: "the file vanished before it was sent",
    EACCES: "the file may not be read by this user",
    EPERM: "the file may not be read by this user",
    ELOOP: "it is a symbolic link",
    EMFILE: `no file descriptor is left to read the file: raise ulimit -n, or lower ${option("concurrency")}`,
    ENFILE: "the system has no file descriptor left to read the file",
  };
}

/** Descriptors and memory; and what a network file system says while its server is away. */
const KINDS: Readonly<Record<string, ReadFault["readFault"]>> = {
  EMFILE: "resourcesExhausted",
  ENFILE: "resourcesExhausted",
  ENOMEM: "resourcesExhausted",
  EAGAIN: "resourcesExhausted",
  EIO: "transient",
  ESTALE: "transient",
  ETIMEDOUT: "transient",
};
