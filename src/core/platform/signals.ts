/** True if a process can be stopped and continued by signals (SIGSTOP, SIGCONT), which Windows does not have. */
export function canPauseProcesses(platform: NodeJS.Platform = process.platform): boolean {
  return platform !== "win32";
}

/** Signals that mean the end of a program: by Ctrl-C, a service manager, a closed terminal, and a key. */
export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGQUIT" | "SIGBREAK";

/**
 * Signals that end a command. On Windows SIGBREAK (Ctrl-Break) is in the place of SIGQUIT (Ctrl with a backslash); it
 * is what one program there can send to another. SIGTERM never arrives there: whoever sends it ends the process.
 */
export function endingSignals(
  platform: NodeJS.Platform = process.platform,
): readonly EndingSignal[] {
  return ["SIGINT", "SIGTERM", "SIGHUP", platform === "win32" ? "SIGBREAK" : "SIGQUIT"];
}

/**
 * True if SIGHUP only ever says that the terminal is closed. Elsewhere a service manager sends it, too, to have a program
 * read its settings again.
 */
export function isHangUpFinal(platform: NodeJS.Platform = process.platform): boolean {
  return platform === "win32";
}
