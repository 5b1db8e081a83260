import { closeSync, openSync } from "node:fs";

/** True if the program had a terminal, and that is closed. */
export function hasLostTerminal(): boolean {
  const { stdin, stdout, stderr } = process;
  if (![stdin, stdout, stderr].some(({ isTTY }) => isTTY)) return false;
  try {
    closeSync(openSync("/dev/tty", "r+"));
    return false;
  } catch {
    // No such device, or an input/output error: whatever it is, nobody sits there.
    return true;
  }
}
