import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that watches a folder while frames land in it. */
export interface WatchingProgram extends AsyncDisposable {
  /** Next line of its standard output; rejects if it ends before. */
  nextLine(): Promise<string>;
  readonly pid: number;
}

/** Starts a program that reports on standard output or standard error when it watches. */
export function startWatching(command: readonly string[], stateFolder: string): WatchingProgram {
  const [program = "", ...words] = command;
  const child = spawn(program, words, {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, XDG_STATE_HOME: stateFolder },
  });
  const ended = once(child, "close");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    pid: child.pid ?? 0,
    nextLine: async () => {
      const line = await lines.next();
      if (line.done === true) throw new Error(`${words[0] ?? program} ended too soon`);
      return line.value;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), 5000);
      await ended;
      clearTimeout(patience);
    },
  };
}
