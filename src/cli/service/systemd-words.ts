import { usageError } from "../errors/usage-error.ts";

/**
 * A path as one word of a list in a unit, as systemd.syntax(7) describes: quoted where it has to be, `%%` for `%`.
 *
 * @throws FrameferryError `ERR_OPTION` for control characters, which no unit can hold.
 */
export function unitWord(word: string): string {
  const text = unitText(word);
  return PLAIN.test(text) ? text : `"${text.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}

/** A word of a command line, in which a `$` would begin a variable. */
export function commandWord(word: string): string {
  return unitWord(word).replaceAll("$", "$$$$");
}

/**
 * The program of a command line, in which `$` is itself.
 *
 * @throws FrameferryError `ERR_OPTION` for what systemd refuses in its name.
 */
export function commandProgram(path: string): string {
  if (/["'\\]/u.test(path))
    throw usageError(
      `systemd starts no program with a quote or a backslash in its path: ${path}`,
      "install Node in another folder",
    );
  return unitWord(path);
}

/** A path that is the whole value of a setting, which has no quotes. */
export function unitPath(path: string): string {
  // At the end of a line, a space is lost, and a backslash joins the next line to it.
  return unitText(path).replace(/[\s\\]$/u, "$&/");
}

function unitText(text: string): string {
  if (/\p{Cc}/u.test(text))
    throw usageError(
      `a service cannot name a path with control characters: ${text}`,
      "give the file or folder another name",
    );
  return text.replaceAll("%", "%%");
}

const PLAIN = /^[\p{L}\p{N}/._+:@%=,~$-]+$/u;
