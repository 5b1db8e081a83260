import { closeSync, openSync } from "node:fs";
import { isHangUpFinal } from "../../core/platform/signals.ts";

/** True if a SIGHUP says that the program had a terminal, and that is closed. */
export function hasLostTerminal(platform?: NodeJS.Platform): boolean {
  if (isHangUpFinal(platform)) return true;
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
