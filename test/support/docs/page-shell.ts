import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIN } from "../program/command-run.ts";

/** How a line of a page ended, and what it said. */
export interface LineExit {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A line under way. */
export interface RunningLine {
  /** Ends it as Ctrl-C does. */
  readonly stop: () => void;
  /** Resolves with the first text of this form that it says; rejects if it ends before. */
  readonly said: (pattern: RegExp) => Promise<string>;
  readonly ended: Promise<LineExit>;
}

/** A folder in which lines of a page are typed into a shell that knows `frameferry`. */
export class PageShell {
  readonly #folder: string;
  readonly #bin: string;

  /** @param folder that is empty. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#bin = join(folder, "bin");
    mkdirSync(this.#bin);
    this.makeProgram("frameferry", `exec '${process.execPath}' '${BIN}' "$@"`);
  }

  /** Puts a program on the path of the lines. */
  makeProgram(name: string, script: string): void {
    const path = join(this.#bin, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** Types a line as it stands. */
  start(line: string, environment: NodeJS.ProcessEnv = {}): RunningLine {
    const shell = spawn("/bin/sh", ["-c", line], {
      cwd: this.#folder,
      env: {
        ...process.env,
        PATH: `${this.#bin}:${process.env["PATH"]}`,
        XDG_STATE_HOME: join(this.#folder, "state"),
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const output = { stdout: "", stderr: "" };
    shell.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    shell.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const ended = once(shell, "close").then(([exitCode]) => ({
      exitCode: exitCode as number | null,
      ...output,
    }));
    const said = async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const found = pattern.exec(output.stdout + output.stderr)?.[0];
        if (found !== undefined) return found;
        await Promise.race([
          ...[shell.stdout, shell.stderr].map(async (stream) => await once(stream, "data")),
          ended.then(() => Promise.reject(new Error(`it ended without ${pattern}`))),
        ]);
      }
    };
    return { stop: () => void process.kill(-(shell.pid ?? 0), "SIGINT"), said, ended };
  }
}
