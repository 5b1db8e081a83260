import { spawn } from "node:child_process";
import { dieWithParentWords, hasShell, neededVariables } from "../core/platform/child-programs.ts";

/**
 * Prefix of ffmpeg's command line: a minimal environment, and on Linux a request to the kernel to kill it
 * when this process dies in any way.
 *
 * @param isPrivate true to make files readable by their owner only.
 */
export function launchPrefix(isPrivate: boolean): readonly string[] {
  if (!hasShell()) return [];
  const environment = Object.entries(bareEnvironment()).map(([name, value]) => `${name}=${value}`);
  return ["/usr/bin/env", "-i", ...environment, ...dieWithParentPrefix(), ...shell(isPrivate)];
}

/** Environment variables for ffmpeg: those it needs, without secrets. @param names of those that are passed on. */
export function bareEnvironment(names: readonly string[] = neededVariables()): NodeJS.ProcessEnv {
  const passed = names.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(passed.filter(([, value]) => value !== undefined));
}

/**
 * Command prefix that makes the kernel kill a program when this process dies; empty where that is not
 * possible.
 */
export function dieWithParentPrefix(): readonly string[] {
  return dieWithParentWords() ?? [];
}

/**
 * If the kernel cannot do it, starts a shell that waits on a pipe and kills ffmpeg when the pipe breaks
 * because this process is gone. Does nothing where it is not needed.
 *
 * @returns a function that ends the watchdog, to be called when ffmpeg has ended.
 */
export function killWithParent(ffmpegPid: number): () => void {
  if (!hasShell() || canDieWithParent()) return () => {};
  const script = 'read -r word; [ "$word" = dismissed ] || kill -9 "$0"';
  const watchdog = spawn("/bin/sh", ["-c", script, String(ffmpegPid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.on("error", () => {});
  watchdog.stdin.on("error", () => {});
  watchdog.unref();
  return () => watchdog.stdin.end("dismissed\n");
}

/** A shell that makes ready for a program, and then replaces itself by it; empty where it has nothing to do. */
function shell(isPrivate: boolean): readonly string[] {
  const steps = [
    ...(isPrivate ? ["umask 077"] : []),
    ...(canDieWithParent() ? [UNLESS_PARENT_IS_GONE] : []),
  ];
  const script = [...steps, 'exec "$@"'].join("; ");
  return steps.length > 0 ? ["/bin/sh", "-c", script, String(process.pid)] : [];
}

/**
 * The kernel kills it with us from when setpriv has asked for that. If we were gone before, it has another parent
 * by now, and would write into the spool beside the ffmpeg of our successor.
 */
const UNLESS_PARENT_IS_GONE = '[ "$PPID" = "$0" ] || exit 1';

function canDieWithParent(): boolean {
  return dieWithParentWords() !== null;
}
