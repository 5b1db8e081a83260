import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { temporaryFolder, type TemporaryFolder } from "../files/temporary-folder.ts";

/** Why tests in a terminal are left out; `undefined` where tmux is installed, as `.ci/run` does. */
export function whyNoTmux(): string | undefined {
  return spawnSync("tmux", ["-V"]).error === undefined ? undefined : "tmux is not installed";
}

/** Size of a terminal, in characters. */
export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A real terminal with a command in it; disposing of it ends both. */
export class Tmux implements AsyncDisposable {
  readonly #folder: TemporaryFolder;

  private constructor(folder: TemporaryFolder) {
    this.#folder = folder;
  }

  /** @param environment of the command besides that of the tests, without `CI`. */
  static async start(
    words: readonly string[],
    { columns, rows }: TerminalSize,
    { cwd, environment }: { readonly cwd: string; readonly environment: Record<string, string> },
  ): Promise<Tmux> {
    const terminal = new Tmux(await temporaryFolder());
    const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    const command = ["env", "-u", "CI", "-u", "NO_COLOR", ...variables, ...words];
    terminal.#tmux("new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, "-c", cwd, ...command);
    terminal.#tmux("set-option", "-g", "remain-on-exit", "on");
    return terminal;
  }

  /** What the terminal shows now. */
  get screen(): string {
    return this.#tmux("capture-pane", "-p");
  }

  resize({ columns, rows }: TerminalSize): void {
    this.#tmux("resize-window", "-x", `${columns}`, "-y", `${rows}`);
  }

  /** @param keys as tmux names them, such as `C-c`. */
  press(...keys: readonly string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tmux("kill-server");
    await this.#folder[Symbol.asyncDispose]();
  }

  #tmux(...words: readonly string[]): string {
    const all = ["-f", "/dev/null", "-S", join(this.#folder.path, "socket"), ...words];
    const { status, stdout, stderr } = spawnSync("tmux", all, { encoding: "utf8" });
    if (status !== 0) throw new Error(`tmux ${words[0]}: ${stderr}`);
    return stdout;
  }
}
