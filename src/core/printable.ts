/**
 * Text as it may be shown on a terminal or a page: control characters (with them all sequences that move
 * a cursor, set a title or color), ends of lines, and what turns the direction of writing are shown by
 * their codes, so that no name and no answer can forge a line, or hide a part of one.
 */
export function escapeControlChars(text: string): string {
  return text.replaceAll(UNPRINTABLE, codeInWords);
}

/** The same, but for the ends of lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(escapeControlChars).join("\n");
}

/** JSON in one line that may be shown on a terminal; it means the same, for such characters are in strings only. */
export function printableJson(value: unknown): string {
  return escapeControlChars(JSON.stringify(value));
}

/**
 * C0, DEL and C1 controls; Unicode's ends of lines; the marks, embeddings, overrides and isolates of
 * bidirectional text (UAX #9), and the mark of byte order, which nobody sees.
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

function codeInWords(character: string): string {
  const known = JSON.stringify(character).slice(1, -1);
  if (known !== character) return known;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
