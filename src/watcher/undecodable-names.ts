import { basename } from "node:path";

/** True if bytes that are no text may stand behind a path: each of them is read as this character. */
export function mayBeUndecodable(path: string): boolean {
  return path.includes(REPLACEMENT);
}

/** True if a name is longer as text than any file's is: what was a byte takes three. */
export function isMangled(path: string): boolean {
  return mayBeUndecodable(path) && Buffer.byteLength(basename(path)) > MAX_NAME_BYTES;
}

const REPLACEMENT = "\uFFFD";
/** On every usual file system. */
const MAX_NAME_BYTES = 255;
