/**
 * Text that is safe to show on a terminal or a page: control characters (and so all sequences that move a
 * cursor, set a title or a color), line ends, and bidirectional controls are replaced by their codes, so
 * that no file name and no answer can forge a line or hide a part of one.
 */
export function escapeControlChars(text: string): string {
  return text.replaceAll(UNPRINTABLE, codeOf);
}

/** The same, with line ends kept. */
export function printableLines(text: string): string {
  return text.split("\n").map(escapeControlChars).join("\n");
}

/**
 * JSON in one line that is safe to show on a terminal. Its meaning is unchanged: such characters occur in
 * strings only.
 */
export function printableJson(value: unknown): string {
  return escapeControlChars(JSON.stringify(value));
}

/**
 * C0, DEL and C1 controls; Unicode line and paragraph separators; bidirectional marks, embeddings,
 * overrides and isolates (UAX #9); the byte order mark, which is invisible.
 */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

function codeOf(character: string): string {
  const known = JSON.stringify(character).slice(1, -1);
  if (known !== character) return known;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
