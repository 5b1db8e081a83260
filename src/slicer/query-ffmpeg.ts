import { FrameferryError } from "../core/errors.ts";
import { type ProgramEnd, runProgram } from "../core/concurrency/run-program.ts";
import { option } from "../core/option-spelling.ts";
import { isShortage, systemErrorMessage } from "../core/files/system-error.ts";
import { bareEnvironment, dieWithParentPrefix } from "./ffmpeg-launcher.ts";

/**
 * Runs ffmpeg for information. It ends with this process (Linux), but for one that is just being
 * started: that ends by itself.
 *
 * @param args arguments. With `-i`, reading the video may take any time once there was some output.
 * @throws FrameferryError `ERR_FFMPEG_UNAVAILABLE` for an ffmpeg that does not answer in time, or that the
 * system cannot start at the moment; the system's error for one that is missing or no program; the signal's
 * reason.
 */
export async function queryFfmpeg(
  path: string,
  args: readonly string[],
  signal: AbortSignal = NEVER,
): Promise<ProgramEnd> {
  return await readFfmpeg(path, args, { signal });
}

/** The same with standard output that is handed on as it comes, if there may be more than can be kept. */
export async function readFfmpeg(
  path: string,
  args: readonly string[],
  { signal, onStdout }: { readonly signal: AbortSignal; readonly onStdout?: OnText },
): Promise<ProgramEnd> {
  const limits = {
    ...{ timeoutMs: START_TIMEOUT_MS, isUntilFirstOutput: args.includes("-i") },
    ...{ maxLength: 16 * 1024 * 1024, env: bareEnvironment(), onStdout },
  };
  const run = async (launcher: readonly string[]): Promise<ProgramEnd> => {
    const end = await runProgram([...launcher, path, ...args], limits, signal);
    signal.throwIfAborted();
    if (end.hasTimedOut) throw noAnswer(path);
    if (end.startFault === null) return end;
    throw isShortage(end.startFault) ? unstartable(path, end.startFault) : end.startFault;
  };
  const launcher = dieWithParentPrefix();
  const end = await run(launcher);
  // Without a launcher, the system itself reports what is wrong with the path.
  return launcher.length > 0 && end.stderr.startsWith("setpriv: ") ? await run([]) : end;
}

type OnText = (text: string) => void;

/** On an overloaded machine, it may take seconds until a program runs at all. */
const START_TIMEOUT_MS = 60_000;
const NEVER = new AbortController().signal;

function noAnswer(path: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_FFMPEG_UNAVAILABLE",
    kind: "environment",
    message: `${path} did not answer within ${START_TIMEOUT_MS / 1000} s`,
    remedy: `try it in a shell (${path} -version): if it answers there, the machine was too busy; else name another one with ${option("ffmpeg")}`,
  });
}

/** Error for an ffmpeg that exists and cannot be started because of a shortage. */
export function unstartable(path: string, cause: NodeJS.ErrnoException): FrameferryError {
  return new FrameferryError({
    code: "ERR_FFMPEG_UNAVAILABLE",
    kind: "environment",
    message: `${path} cannot be started now: ${systemErrorMessage(cause)}`,
    remedy: "give it more open files, memory or processes (ulimit -a), or try again later",
    cause,
  });
}
