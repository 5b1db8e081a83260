import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";

const BIN = join(import.meta.dirname, "../../src/cli/bin.ts");

/** How a run of the program ended, and all that it said. */
export interface CliEnd {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program under way. Disposing of it kills it and waits until it is gone. */
export interface RunningCli extends AsyncDisposable {
  readonly pid: number;
  /** What it has said so far. */
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: Promise<CliEnd>;
  signal(name: NodeJS.Signals): void;
  /** Closes our end of a stream, as `| head` does; the program's next write fails. */
  closeOutput(name: "stdout" | "stderr"): void;
}

export interface CliOptions {
  /** Added to the environment; `undefined` takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @default the folder that the command line was made for */
  readonly cwd?: string;
}

/** The program from its sources, with a state folder and a working folder of a test's own. */
export interface TestedCli {
  /** Where this program keeps its state, unless it is told otherwise; made by the program itself. */
  readonly stateFolder: string;
  start(words: readonly string[], options?: CliOptions): RunningCli;
  run(words: readonly string[], options?: CliOptions): Promise<CliEnd>;
}

export function cliIn(folder: string): TestedCli {
  const stateHome = join(folder, "state-home");
  const start = (words: readonly string[], { env, cwd = folder }: CliOptions = {}): RunningCli => {
    const child = spawn(process.execPath, [...nodeWords, BIN, ...words], {
      cwd,
      env: { ...plainEnvironment(), XDG_STATE_HOME: stateHome, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new ChildCli(child);
  };
  return {
    stateFolder: join(stateHome, "frameferry"),
    start,
    run: async (words, options) => {
      await using cli = start(words, options);
      return await cli.ended;
    },
  };
}

/** The command that starts the program, for tests that start it through another program. */
export function cliCommand(words: readonly string[]): readonly string[] {
  return [process.execPath, ...nodeWords, BIN, ...words];
}

/** Our environment without what would change the program's ways: colours, CI, its own variables. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const isOurs = (name: string): boolean => !CHANGES_WAYS.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isOurs(name)));
}

const CHANGES_WAYS = /^(?:FRAMEFERRY_.*|NO_COLOR|FORCE_COLOR|CI|NODE_OPTIONS|VITEST.*)$/u;

/** Node 22 warns of the types that it strips from our sources; the built program has none. */
const nodeWords = ["--disable-warning=ExperimentalWarning"];

class ChildCli implements RunningCli {
  stdout = "";
  stderr = "";
  readonly ended: Promise<CliEnd>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;

  constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    this.#child = child;
    child.stdout.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.ended = once(child, "close").then(() => ({
      exitCode: child.exitCode,
      signal: child.signalCode,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  closeOutput(name: "stdout" | "stderr"): void {
    this.#child[name].destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }
}
