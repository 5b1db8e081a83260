import sliceAnsi from "slice-ansi";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";

/** Text that is filled up with blanks to so many columns of a terminal: wide characters take two, accents none. */
export function padEnd(text: string, columns: number): string {
  return text + blanksTo(text, columns);
}

/** The same, with the blanks before it. */
export function padStart(text: string, columns: number): string {
  return blanksTo(text, columns) + text;
}

/** Columns that a line takes. */
export const columnsOf: (line: string) => number = stringWidth;

/** A line that takes so many columns at most; `…` stands for what is cut off. */
export function cut(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  return columns < 1 ? "" : `${sliceAnsi(line, 0, columns - 1)}…`;
}

/** A text that takes so many columns at most; `…` stands for its middle, since names often differ at their ends. */
export function cutMiddle(text: string, columns: number): string {
  const width = stringWidth(text);
  if (width <= columns) return text;
  const tail = Math.floor((columns - 1) / 2);
  return columns < 3
    ? cut(text, columns)
    : `${sliceAnsi(text, 0, columns - 1 - tail)}…${sliceAnsi(text, width - tail)}`;
}

/** Text in lines of so many columns at most, broken between words; a longer word has a line of its own. */
export function wrapWords(text: string, columns: number): readonly string[] {
  return columns === Number.POSITIVE_INFINITY
    ? [text]
    : wrapAnsi(text, Math.max(1, columns)).split("\n");
}

function blanksTo(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - stringWidth(text)));
}
