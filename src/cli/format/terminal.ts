/** Size of a terminal in characters; the usual one where it does not tell, or says that it has none. */
export function terminalSize({ columns, rows }: Partial<NodeJS.WriteStream>): {
  readonly columns: number;
  readonly rows: number;
} {
  return { columns: columns || 80, rows: rows || 24 };
}

/** True if lines can be drawn anew on a stream: a person's terminal, whose size is known. */
export function canRedraw({ isTTY, columns }: Partial<NodeJS.WriteStream>): boolean {
  const isPlain = process.env["TERM"] === "dumb" || Boolean(process.env["CI"]);
  return isTTY === true && !isPlain && (columns ?? 0) > 0;
}
