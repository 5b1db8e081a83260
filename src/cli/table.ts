/** One column of a table. */
export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

/** Rows as aligned lines below their titles; the last column is as long as it needs to be. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, at) =>
    all.reduce((widest, row) => Math.max(widest, row[at]?.length ?? 0), 0),
  );
  return all.map((row) =>
    columns
      .map(({ isNumber = false }, at) => {
        const cell = row[at] ?? "";
        if (isNumber) return cell.padStart(widths[at] ?? 0);
        return at === columns.length - 1 ? cell : cell.padEnd(widths[at] ?? 0);
      })
      .join("  "),
  );
}
