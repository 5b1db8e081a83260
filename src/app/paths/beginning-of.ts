import { closeSync, openSync, readSync } from "node:fs";

/** Text at the beginning of a file. @throws the system's error. */
export function beginningOf(path: string, byteLength: number): string {
  const head = Buffer.alloc(byteLength);
  const descriptor = openSync(path, "r");
  try {
    return head.toString("utf8", 0, readSync(descriptor, head, 0, byteLength, 0));
  } finally {
    closeSync(descriptor);
  }
}
