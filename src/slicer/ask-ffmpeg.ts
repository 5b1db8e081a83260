import { FrameferryError } from "../core/errors.ts";
import { type ProgramEnd, runProgram } from "../core/run-program.ts";
import { option } from "../core/spelling.ts";
import { isShortage, systemWords } from "../core/system-error.ts";
import { bareEnvironment, dieWithParentWords } from "./launcher.ts";

/**
 * Asks ffmpeg something. It ends with us, however we end (Linux).
 *
 * @param words its arguments. After `-i` it may take any time to read the video, once it has said something.
 * @throws FrameferryError `ERR_FFMPEG_UNAVAILABLE` for one that does not answer in time, or that the system
 *   cannot start now; the system's error for one that is missing, or is no program; the signal's reason.
 */
export async function askFfmpeg(
  path: string,
  words: readonly string[],
  signal: AbortSignal = NEVER,
): Promise<ProgramEnd> {
  const limits = {
    ...{ timeoutMs: PATIENCE_MS, isForFirstWord: words.includes("-i") },
    ...{ maxLength: 16 * 1024 * 1024, env: bareEnvironment() },
  };
  const run = async (launcher: readonly string[]): Promise<ProgramEnd> => {
    const end = await runProgram([...launcher, path, ...words], limits, signal);
    signal.throwIfAborted();
    if (end.isLate) throw silent(path);
    if (end.startFault === null) return end;
    throw isShortage(end.startFault) ? unstartable(path, end.startFault) : end.startFault;
  };
  const launcher = dieWithParentWords();
  const end = await run(launcher);
  // Asked without a launcher, the system says itself what is wrong with the path.
  return launcher.length > 0 && end.stderr.startsWith("setpriv: ") ? await run([]) : end;
}

/** On a machine with more to do than it can, seconds pass before a program runs at all. */
const PATIENCE_MS = 60_000;
const NEVER = new AbortController().signal;

function silent(path: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_FFMPEG_UNAVAILABLE",
    kind: "environment",
    message: `${path} did not answer within ${PATIENCE_MS / 1000} s`,
    remedy: `try it in a shell (${path} -version): if it answers there, the machine was too busy; else name another one with ${option("ffmpeg")}`,
  });
}

/** That an ffmpeg is there, and could not be started for want of something. */
export function unstartable(path: string, cause: NodeJS.ErrnoException): FrameferryError {
  return new FrameferryError({
    code: "ERR_FFMPEG_UNAVAILABLE",
    kind: "environment",
    message: `${path} cannot be started now: ${systemWords(cause)}`,
    remedy: "give it more open files, memory or processes (ulimit -a), or try again later",
    cause,
  });
}
