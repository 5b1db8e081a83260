import { terminalText } from "./print.ts";

/**
 * Writes text to standard output, and resolves when there is room for more: as it is into a file or a pipe, without control
 * characters on a terminal.
 */
export async function writeOut(piece: string): Promise<void> {
  const text = process.stdout.isTTY ? terminalText(piece.replaceAll("\r\n", "\n")) : piece;
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}
