import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { dieWithParentWords } from "./launcher.ts";

/**
 * What ffmpeg prints of itself. It ends with us, however we end (Linux), and after ten seconds at the latest.
 *
 * @throws Error as `execFile`, for one that is missing or ends with another code than 0.
 */
export async function askFfmpeg(path: string, word: string): Promise<string> {
  const [program = path, ...words] = [...dieWithParentWords(), path, word];
  try {
    return (await run(program, words, LIMITS)).stdout;
  } catch (error) {
    // Asked without a launcher, the system says itself what is wrong with the path.
    if (program === path || !isLauncherFault(error)) throw error;
    return (await run(path, [word], LIMITS)).stdout;
  }
}

const run = promisify(execFile);
const LIMITS = {
  timeout: 10_000,
  killSignal: "SIGKILL",
  windowsHide: true,
  maxBuffer: 16 * 1024 * 1024,
} as const;

function isLauncherFault(error: unknown): boolean {
  return (error as { stderr?: string }).stderr?.startsWith("setpriv: ") === true;
}
