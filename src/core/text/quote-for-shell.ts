import { escapeControlChars } from "./escape-control-chars.ts";

/**
 * A shell word, quoted if necessary. Control characters are written as codes (`$'...'`: POSIX 2024, bash,
 * zsh).
 */
export function quoteForShell(word: string): string {
  if (/^[\w@%+=:,./-]+$/u.test(word)) return word;
  if (escapeControlChars(word) === word) return `'${word.replaceAll("'", `'\\''`)}'`;
  const shown = Array.from(word, (character) =>
    escapeControlChars(character) === character
      ? character.replace(/['\\]/u, "\\$&")
      : octal(character),
  );
  return `$'${shown.join("")}'`;
}

function octal(character: string): string {
  const codes = Array.from(Buffer.from(character), (byte) => byte.toString(8).padStart(3, "0"));
  return codes.map((code) => `\\${code}`).join("");
}
