import { statSync } from "node:fs";

/** True for a `send` of some files that are named one by one. @param words as `process.argv`. */
export function isShortSend([, , command = "", ...rest]: readonly string[]): boolean {
  return command === "send" && rest.length <= MAX_WORDS && !rest.some(mayBeMany);
}

/** True for standard input, folders, and what cannot be looked at. */
function mayBeMany(word: string): boolean {
  if (word === "-") return true;
  try {
    return statSync(word, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return true;
  }
}

const MAX_WORDS = 100;
