import { constants } from "node:os";
import { FrameferryError } from "../core/errors.ts";
import { option } from "../core/spelling.ts";

/** How a program ended, as far as a crash shows in it. */
interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Signals by which a program ends that went wrong itself. */
const CRASHES: ReadonlySet<string> = new Set([
  ...["SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS"],
]);

/**
 * By which signal ffmpeg ended that we did not send, as words to follow its name; `null` where none ended it.
 * A shell around it tells of one by 128 and more.
 */
export function crashInWords({ code, signal }: Ending): string | null {
  const name = signal ?? signalOfShell(code);
  if (name === null) return null;
  return `${CRASHES.has(name) ? "crashed" : "ended"} with ${name}`;
}

/** @param where what it did meanwhile, in words. */
export function crashed(words: string, where: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_FFMPEG_CRASHED",
    kind: "environment",
    message: `ffmpeg ${words} ${where}`,
    remedy: words.startsWith("crashed")
      ? `name another version of ffmpeg with ${option("ffmpeg")}, or let this one rewrite the video: ffmpeg -i VIDEO -c copy NEW.mkv`
      : "run the same command again; a system that is short of memory kills what takes too much (SIGKILL)",
  });
}

function signalOfShell(code: number | null): string | null {
  const number = (code ?? 0) - 128;
  const known = Object.entries(constants.signals).find(([, value]) => value === number);
  // ffmpeg has codes of its own up there: none of them is one of these.
  return known !== undefined && (CRASHES.has(known[0]) || known[0] === "SIGKILL") ? known[0] : null;
}
