import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp from "sharp";
import type { FrameResult, RunSummary } from "../../../src/index.ts";
import { resultLines } from "../results/result-lines.ts";
import { temporaryFolder, type TemporaryFolder } from "../files/temporary-folder.ts";
import { type Collector, type CollectorOptions, startCollector } from "../services/collector.ts";
import { type CommandExit, CommandRun, PROGRAM, spawned, startProgram } from "./command-run.ts";

/** How the command ended, and what it left behind. */
export interface DeliveryExit extends CommandExit {
  /** The object on the last line of standard output; empty where the command could not begin. */
  readonly summary: RunSummary;
  /** The lines of the results file. */
  readonly results: readonly FrameResult[];
}

export interface DeliverySettings {
  /** The words behind `--`. @default none */
  readonly command?: readonly string[];
  /** Puts the command line behind a launcher, such as one that takes something from the program. */
  readonly launch?: (commandLine: readonly string[]) => readonly string[];
  /** Whether its standard input is a pipe that the test holds. @default false */
  readonly hasInput?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * The real program, delivering from a folder of its own to a service that keeps what it gets; disposing
 * of it kills what still runs.
 */
export class DeliveryCommand implements AsyncDisposable {
  readonly service: Collector;
  readonly #home: TemporaryFolder;
  readonly #runs: CommandRun<DeliveryExit>[] = [];

  private constructor(service: Collector, home: TemporaryFolder) {
    this.service = service;
    this.#home = home;
  }

  static async open(options: CollectorOptions = {}): Promise<DeliveryCommand> {
    return new DeliveryCommand(await startCollector(options), await temporaryFolder());
  }

  /** Absolute path of what lies in the folder. */
  path(...parts: readonly string[]): string {
    return join(this.#home.path, ...parts);
  }

  /** Puts a whole image at each path, as a careful writer does: under another name, and renamed. */
  land(...paths: readonly string[]): void {
    for (const path of paths) {
      const place = this.path(path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(`${place}.part`, imageOf(path));
      renameSync(`${place}.part`, place);
    }
  }

  /** Names of the images that arrived, in the order in which their requests began. */
  get arrivals(): readonly string[] {
    const requests = this.service.requests.toSorted((one, other) => one.number - other.number);
    return requests.map(({ parts }) => parts[0]?.fileName ?? "");
  }

  /** What images arrived: the paths that they were landed under, sorted. */
  get arrived(): readonly string[] {
    return this.service.requests
      .map(({ parts }) => pathOf(parts[0]?.bytes ?? Buffer.alloc(0)))
      .toSorted();
  }

  /** Runs the program in the folder with these words and no others. */
  async plain(words: readonly string[]): Promise<CommandExit> {
    const line = [...PROGRAM, ...words];
    return await startProgram(line, this.path("state"), { cwd: this.#home.path }).ended;
  }

  /** Starts a command such as `send` in the folder, towards the service, with the summary printed. */
  start(words: readonly string[], settings: DeliverySettings = {}): CommandRun<DeliveryExit> {
    const { command = [], launch = (line) => line, hasInput = false, environment = {} } = settings;
    const wrapped = command.length > 0 ? ["--", ...command] : [];
    const line = [...PROGRAM, ...words, "--to", this.service.url, "--json", ...wrapped];
    const surroundings = { cwd: this.#home.path, hasInput, environment };
    const child = spawned(launch(line), this.path("state"), surroundings);
    const run = new CommandRun(child, withSummary);
    this.#runs.push(run);
    return run;
  }

  /** The same to its end. */
  async run(words: readonly string[], settings: DeliverySettings = {}): Promise<DeliveryExit> {
    return await this.start(words, settings).ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#runs.map((run) => run[Symbol.asyncDispose]()));
    await this.service[Symbol.asyncDispose]();
    await this.#home[Symbol.asyncDispose]();
  }
}

/** A program that could not begin prints nothing, and leaves no results. */
async function withSummary(exit: CommandExit): Promise<DeliveryExit> {
  const last = exit.stdout.trimEnd().split("\n").at(-1) ?? "";
  const summary = (last === "" ? {} : JSON.parse(last)) as RunSummary;
  return { ...exit, summary, results: await resultsIn(summary.results ?? "") };
}

/** None of what is no file: reading a pipe would never end. */
async function resultsIn(path: string): Promise<readonly FrameResult[]> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() === true ? await resultLines(path) : [];
}

const PICTURE = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
  .jpeg()
  .toBuffer();

/** A whole JPEG that tells its path behind its end, where cameras put what they like. */
export function imageOf(path: string): Buffer {
  return Buffer.concat([PICTURE, Buffer.from(path)]);
}

function pathOf(image: Buffer): string {
  return image.subarray(PICTURE.length).toString();
}
