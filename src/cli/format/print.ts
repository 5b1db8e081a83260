import { escapeControlChars } from "../../core/text/escape-control-chars.ts";

/**
 * Text that is safe for a terminal, the last step before it is printed. Foreign parts were escaped before
 * they were colored; this removes all that is neither the end of a line nor a color, in case one was missed.
 */
export function terminalText(text: string): string {
  return text
    .split(KEPT)
    .map((part, at) => (at % 2 === 0 ? escapeControlChars(part) : part))
    .join("");
}

const KEPT = new RegExp(String.raw`(\n|${String.fromCodePoint(27)}\[[\d;]*m)`, "u");

/** Lines on standard output. */
export function printOut(text: string): void {
  process.stdout.write(`${terminalText(text)}\n`);
}

/** Lines on standard error. */
export function printErr(text: string): void {
  process.stderr.write(`${terminalText(text)}\n`);
}
