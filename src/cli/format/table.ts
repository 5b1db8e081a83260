import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { columnsOf, padEnd, padStart, wrapWords } from "./text-columns.ts";

/** One column of a table. */
export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/**
 * Rows as aligned lines below their titles. The last column is as long as it needs to be, or is wrapped
 * where it would not fit.
 *
 * @param width columns of the terminal. @default any number
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  const all = [
    columns.map(({ title }) => title),
    ...rows.map((row) => row.map(escapeControlChars)),
  ];
  const widths = columns.map((_, at) => Math.max(...all.map((row) => columnsOf(row[at] ?? ""))));
  const last = columns.length - 1;
  const indent = widths.slice(0, last).reduce((sum, own) => sum + own + GAP.length, 0);
  return all.flatMap((row) => {
    const cells = columns.map(({ isNumber = false }, at) => {
      const [cell, own] = [row[at] ?? "", widths[at] ?? 0];
      if (isNumber) return padStart(cell, own);
      return at === last ? cell : padEnd(cell, own);
    });
    const room = width - indent;
    if (columns[last]?.isNumber === true || room < MIN_ROOM) return cells.join(GAP);
    const [first = "", ...more] = wrapped(cells[last] ?? "", room);
    const line = [...cells.slice(0, last), first].join(GAP);
    return [line].concat(more.map((part) => " ".repeat(indent) + part));
  });
}

const GAP = "  ";
/** In less, a text would be a column of words: the terminal itself breaks the line. */
const MIN_ROOM = 20;

function wrapped(text: string, room: number): readonly string[] {
  return columnsOf(text) <= room ? [text] : wrapWords(text, room);
}
