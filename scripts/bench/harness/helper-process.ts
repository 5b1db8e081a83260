import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { atExit } from "./at-exit.ts";

/** A process that runs beside the measurement; disposing it ends it and waits. */
export interface HelperProcess extends AsyncDisposable {
  /** First line of its standard output. */
  readonly firstLine: string;
}

/** Starts a command and waits for its first line, which means that it is ready. */
export async function startHelper(command: readonly string[]): Promise<HelperProcess> {
  const [program = "", ...words] = command;
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
  const kill = (): boolean => child.kill("SIGKILL");
  const forget = atExit(kill);
  const stop = async (): Promise<void> => {
    forget();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "close");
    kill();
    await ended;
  };
  try {
    return { firstLine: await firstLineOf(child), [Symbol.asyncDispose]: stop };
  } catch (cause) {
    await stop();
    throw new Error(`the helper did not start: ${command.join(" ")}`, { cause });
  }
}

function firstLineOf(child: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => reject(new Error(`it ended with exit code ${code}`)));
    createInterface(child.stdout).once("line", resolve);
  });
}
