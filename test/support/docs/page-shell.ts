import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CommandExit, CommandRun, PROGRAM } from "../program/command-run.ts";

/** A folder in which lines of a page are typed into a shell that knows `frameferry`. */
export class PageShell {
  readonly #folder: string;
  readonly #bin: string;

  /** @param folder that is empty. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#bin = join(folder, "bin");
    mkdirSync(this.#bin);
    const words = PROGRAM.map((word) => `'${word}'`);
    this.makeProgram("frameferry", `exec ${words.join(" ")} "$@"`);
  }

  /** Puts a program on the path of the lines. */
  makeProgram(name: string, script: string): void {
    const path = join(this.#bin, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }

  /** Types a line as it stands. */
  start(line: string, environment: NodeJS.ProcessEnv = {}): CommandRun {
    const PATH = `${this.#bin}:${process.env["PATH"]}`;
    const XDG_STATE_HOME = join(this.#folder, "state");
    const shell = spawn("/bin/sh", ["-c", line], {
      cwd: this.#folder,
      env: { ...process.env, PATH, XDG_STATE_HOME, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      // So that Ctrl-C reaches all that the line has started.
      detached: true,
    });
    return new CommandRun(shell, (exit) => exit);
  }

  /** Types a line as it stands, and waits for its end. */
  async run(line: string, environment: NodeJS.ProcessEnv = {}): Promise<CommandExit> {
    return await this.start(line, environment).ended;
  }
}

/** Ends a line as Ctrl-C does. */
export function pressCtrlC(line: CommandRun): void {
  process.kill(-line.pid, "SIGINT");
}
