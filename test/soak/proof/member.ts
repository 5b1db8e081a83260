import {
  type CommandExit,
  type CommandRun,
  PROGRAM,
  startProgram,
} from "../../support/program/command-run.ts";

/** What an edge or a worker is started with. */
export interface MemberSettings {
  readonly name: string;
  /** Command and options of frameferry. */
  readonly words: readonly string[];
  /** Folder for its state. */
  readonly home: string;
  /** Comes on top of that of the tests. @default nothing */
  readonly environment?: NodeJS.ProcessEnv;
}

/** An edge or a worker: a process of frameferry that is killed and started again. */
export class Member implements AsyncDisposable {
  readonly #settings: MemberSettings;
  /** Command before the program. */
  #launcher: readonly string[] = [];
  #run: CommandRun;
  /** How often it was killed. */
  kills = 0;

  constructor(settings: MemberSettings) {
    this.#settings = settings;
    this.#run = this.#start();
  }

  get name(): string {
    return this.#settings.name;
  }

  get pid(): number {
    return this.#run.pid;
  }

  /** What it has said on standard error since its last start. */
  get said(): string {
    return this.#run.stderr;
  }

  /**
   * Kills it (SIGKILL) and starts it again.
   *
   * @param launcher command that takes the program's, from now on. @default as before
   * @returns what was seen of that.
   * @throws Error if it had ended by itself.
   */
  async killAndStart(launcher = this.#launcher): Promise<string> {
    const { process: child, pid } = this.#run;
    this.#demandLife();
    await this.#run.stop("SIGKILL");
    if (child.signalCode !== "SIGKILL")
      throw new Error(`${this.name} ended with ${child.exitCode}`);
    this.kills += 1;
    this.#launcher = launcher;
    this.#run = this.#start();
    return `${this.name}: process ${pid} ended by SIGKILL, goes on as ${this.pid}`;
  }

  /** Ends it as a service manager does. */
  async stop(): Promise<CommandExit> {
    this.#demandLife();
    return await this.#run.stop("SIGTERM");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#run[Symbol.asyncDispose]();
  }

  #start(): CommandRun {
    const { words, home, environment = {} } = this.#settings;
    return startProgram([...this.#launcher, ...PROGRAM, ...words], home, { environment });
  }

  #demandLife(): void {
    const { process: child, stderr } = this.#run;
    if (child.exitCode !== null)
      throw new Error(`${this.name} has ended by itself with ${child.exitCode}: ${stderr.trim()}`);
  }
}
