import { constants } from "node:os";
import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/option-spelling.ts";

/** Exit state of a program. */
interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Signals of a crash. */
const CRASHES: ReadonlySet<string> = new Set([
  ...["SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS"],
]);

/**
 * Predicate for an ffmpeg that a signal ended which we did not send; `null` if none did. A shell reports it
 * as an exit code of 128 plus its number.
 */
export function describeCrash({ code, signal }: Ending): string | null {
  const name = signal ?? signalOfShell(code);
  if (name === null) return null;
  return `${CRASHES.has(name) ? "crashed" : "ended"} with ${name}`;
}

/** Error for an ffmpeg that crashed. @param where what it did meanwhile. */
export function crashed(crash: string, where: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_FFMPEG_CRASHED",
    kind: "environment",
    message: `ffmpeg ${crash} ${where}`,
    remedy: crash.startsWith("crashed")
      ? `name another version of ffmpeg with ${option("ffmpeg")}, or let this one rewrite the video: ffmpeg -i VIDEO -c copy NEW.mkv`
      : "run the same command again; a system that is short of memory kills what takes too much (SIGKILL)",
  });
}

function signalOfShell(code: number | null): string | null {
  const number = (code ?? 0) - 128;
  const known = Object.entries(constants.signals).find(([, value]) => value === number);
  // ffmpeg has its own exit codes above 128: none of them is one of these.
  return known !== undefined && (CRASHES.has(known[0]) || known[0] === "SIGKILL") ? known[0] : null;
}
