import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { hasShell } from "../core/platform/child-programs.ts";

/**
 * A shell that outlives this process, however that dies, and ends a command with all its children.
 *
 * It waits on a pipe. When that closes, the remaining processes of the command get SIGTERM, and SIGKILL if
 * they still run after `killAfterMs`. There is none on Windows: Node puts its children into a job that
 * ends with it there, though not theirs, which outlive it if it is killed.
 */
export class Watchdog {
  readonly #shell: ChildProcess | null;
  readonly #gone: Promise<unknown>;

  constructor(killAfterMs: number) {
    this.#shell = !hasShell() ? null : startShell(killAfterMs);
    this.#gone =
      this.#shell === null
        ? Promise.resolve()
        : Promise.race([once(this.#shell, "exit"), once(this.#shell, "error")]);
    this.#gone.catch(() => {});
  }

  /** Sets the process that leads the session to end. */
  watch(pid: number): void {
    this.#send(String(pid));
  }

  /** Forwards a signal that the command's own process group has received to its other groups. */
  forward(signal: NodeJS.Signals): void {
    this.#send(signal.replace("SIG", ""));
  }

  /** Announces that the command itself has ended: the shell exits unless there are processes left. */
  commandEnded(): void {
    this.#send("ended");
  }

  /** Resolves when nothing is left of the command. */
  async end(): Promise<void> {
    this.#shell?.ref();
    this.#shell?.stdin?.end();
    await this.#gone;
  }

  #send(word: string): void {
    if (this.#shell?.stdin?.writable === true) this.#shell.stdin.write(`${word}\n`);
  }
}

function startShell(killAfterMs: number): ChildProcess {
  const shell = spawn("/bin/sh", ["-c", SCRIPT, String(Math.ceil(killAfterMs / TICK_MS))], {
    stdio: ["pipe", "ignore", "ignore"],
    // Detached from the signals of a terminal.
    detached: true,
  });
  shell.stdin.on("error", () => {});
  shell.on("error", () => {});
  shell.unref();
  return shell;
}

const TICK_MS = 100;

/**
 * `timeout` and shells with job control put their children into their own groups: on Linux, the session
 * identifies the members of the command (fields 1, 3, 6 of proc(5)'s stat: process id, state, session),
 * elsewhere its process group. A zombie has ended. A scan takes 8 ms for 100 processes.
 */
const SCRIPT = `
  ticks=$0 session= signaled=
  members() {
    if [ ! -r /proc/self/stat ]; then
      [ -z "$1" ] && kill -s 0 -- "-$session" 2>/dev/null && echo "-$session"
      return
    fi
    for stat in /proc/[0-9]*/stat; do
      read -r line 2>/dev/null <"$stat" || continue
      set -- "$1" \${line##*) }
      [ "$5" = "$session" ] && [ "$2" != Z ] && [ "$4" != "$1" ] && echo "\${line%% *}"
    done
  }
  signal() {
    pids=$(members "$2")
    [ -z "$pids" ] || kill -s "$1" -- $pids 2>/dev/null
  }
  while read -r word; do
    case $word in
      ended) [ -n "$(members)" ] || exit 0 ;;
      KILL) signaled=yes ticks=0; signal KILL "$session" ;;
      [A-Z]*) signaled=yes; signal "$word" "$session" ;;
      *) session=$word ;;
    esac
  done
  [ -n "$session" ] || exit 0
  [ -n "$signaled" ] || signal TERM
  while [ "$ticks" -gt 0 ] && [ -n "$(members)" ]; do
    sleep 0.1
    ticks=$((ticks - 1))
  done
  # What is being started just now is not in the first list.
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    [ -n "$(members)" ] || exit 0
    signal KILL
    sleep 0.05
  done`;
