import { existsSync } from "node:fs";

/** True if `/bin/sh` and `/usr/bin/env` are there to start programs with. */
export function hasShell(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/**
 * Words before a command that make the kernel kill it when this process dies; `null` where that is not possible. On
 * Windows it is not needed for a child, which Node puts into a job that ends with it; children of the child are in none.
 */
export function dieWithParentWords(
  platform: NodeJS.Platform = process.platform,
  exists: (path: string) => boolean = existsSync,
): readonly string[] | null {
  return platform === "linux" && exists(SETPRIV) ? [SETPRIV, "--pdeathsig", "KILL", "--"] : null;
}

const SETPRIV = "/usr/bin/setpriv";

/** True if a process can become another program, under its id (execve(2)). */
export function canReplaceItself(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/** A command, and how to start it. */
export interface StartableCommand {
  readonly words: readonly string[];
  /** True if the first word is a line for the system's shell. */
  readonly shell: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * A command whose program is a script on Windows, such as npm: Node starts those through `cmd` alone. Its words get there
 * by variables, so that no character of them means anything to `cmd`; they must have no quotation marks, which no path has.
 */
export function scriptCommand(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): StartableCommand {
  if (platform !== "win32") return { words, shell: false, env };
  const [program = "", ...args] = words;
  const named = args.map((word, index) => [`FRAMEFERRY_WORD_${index}`, word] as const);
  const line = [program, ...named.map(([name]) => `"%${name}%"`)].join(" ");
  return { words: [line], shell: true, env: { ...env, ...Object.fromEntries(named) } };
}

/** Names of the environment variables that programs need to run at all, and that hold no secrets. */
export function neededVariables(platform: NodeJS.Platform = process.platform): readonly string[] {
  return platform === "win32" ? NEEDED_ON_WINDOWS : NEEDED;
}

const NEEDED = [
  ...["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"],
  ...["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"],
];
/** Without the folders of the system, sockets and random numbers do not work. */
const NEEDED_ON_WINDOWS = [
  ...["PATH", "PATHEXT", "SystemRoot", "SystemDrive", "windir", "TEMP", "TMP"],
  ...["USERPROFILE", "APPDATA", "LOCALAPPDATA", "ProgramData"],
];
