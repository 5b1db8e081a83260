import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * Prefix of ffmpeg's command line: a minimal environment, and on Linux a request to the kernel to kill it
 * when this process dies in any way.
 *
 * @param isPrivate true to make files readable by their owner only.
 */
export function launchPrefix(isPrivate: boolean): readonly string[] {
  if (process.platform === "win32") return [];
  const environment = Object.entries(bareEnvironment()).map(([name, value]) => `${name}=${value}`);
  const rights = isPrivate ? FOR_OWNER_ALONE : [];
  return ["/usr/bin/env", "-i", ...environment, ...dieWithParentPrefix(), ...rights];
}

/** Environment variables for ffmpeg: those it needs, without secrets. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === "win32") return process.env;
  const passed = PASSED_ON.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(passed.filter(([, value]) => value !== undefined));
}

/**
 * Command prefix that makes the kernel kill a program when this process dies; empty where that is not
 * possible.
 */
export function dieWithParentPrefix(): readonly string[] {
  return canDieWithParent() ? DIE_WITH_PARENT : [];
}

/**
 * If the kernel cannot do it, starts a shell that waits on a pipe and kills ffmpeg when the pipe breaks
 * because this process is gone. Does nothing where it is not needed.
 *
 * @returns a function that ends the watchdog, to be called when ffmpeg has ended.
 */
export function killWithParent(ffmpegPid: number): () => void {
  if (process.platform === "win32" || canDieWithParent()) return () => {};
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

/** Windows needs neither: Node puts its children into a job that ends with it. */
const SETPRIV = "/usr/bin/setpriv";
const DIE_WITH_PARENT = [SETPRIV, "--pdeathsig", "KILL", "--"];

/** The shell replaces itself by the program. */
const FOR_OWNER_ALONE = ["/bin/sh", "-c", 'umask 077; exec "$0" "$@"'];

function canDieWithParent(): boolean {
  return process.platform === "linux" && existsSync(SETPRIV);
}

const PASSED_ON = [
  "PATH",
  "HOME",
  "LANG",
  "LC_ALL",
  "TMPDIR",
  "LD_LIBRARY_PATH",
  "DYLD_LIBRARY_PATH",
];
