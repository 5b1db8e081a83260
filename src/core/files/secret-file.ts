import { open } from "node:fs/promises";
import { FrameferryError } from "../errors.ts";
import { option } from "../option-spelling.ts";
import { READ_PROMPTLY } from "../platform/open-flags.ts";
import { systemErrorMessage } from "./system-error.ts";

/**
 * First line of a file that holds a secret.
 *
 * @param key the option that names the file.
 * @throws FrameferryError `ERR_OPTION` for a file that cannot be used, or is empty.
 */
export async function secretInFile(path: string, key: string): Promise<string> {
  const line = await firstLineOf(path, key);
  if (line === "") throw unusable(path, key, "is empty");
  return line;
}

async function firstLineOf(path: string, key: string): Promise<string> {
  try {
    await using file = await open(path, READ_PROMPTLY);
    const stats = await file.stat();
    if (!stats.isFile()) throw unusable(path, key, "is not a regular file");
    if (stats.size > MAX_BYTES) throw unusable(path, key, `is larger than ${MAX_BYTES / 1024} KiB`);
    return /^[^\r\n]*/u.exec(await file.readFile("utf8"))?.[0] ?? "";
  } catch (cause) {
    if (cause instanceof FrameferryError) throw cause;
    const words = systemErrorMessage(cause as NodeJS.ErrnoException);
    throw unusable(path, key, `cannot be read: ${words}`);
  }
}

const MAX_BYTES = 64 * 1024;

function unusable(path: string, key: string, flaw: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the file ${path} that ${option(key)} names ${flaw}`,
    remedy: "write the password into its first line, and make it readable for this user",
  });
}

/** Error for a password that is given and read from a file at once. */
export function twoPasswords(key: string, fileKey: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${option(key)} and ${option(fileKey)} exclude each other`,
    remedy: "leave one of them out",
  });
}
