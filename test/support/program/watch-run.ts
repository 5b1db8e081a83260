import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { FrameResult, RunSummary } from "../../../src/index.ts";
import { type TemporaryFolder, temporaryFolder } from "../files/temporary-folder.ts";
import { type Collector, type CollectorOptions, startCollector } from "../services/collector.ts";
import { type CliRun, startProgram } from "./frameferry-process.ts";

const BIN = fileURLToPath(new URL("../../../src/cli/bin.ts", import.meta.url));

export interface WatchRunOptions extends CollectorOptions {
  /** Further words of the command line. @default [] */
  readonly words?: readonly string[];
  /** A program that runs the wrapped `frameferry watch`, with its arguments, at the end of the command line. @default [] */
  readonly command?: readonly string[];
  /** Puts the command line behind a launcher, such as one that takes something from the program. */
  readonly launch?: (commandLine: readonly string[]) => readonly string[];
}

/** An image that the service received. */
export interface ReceivedImage {
  /** As the request named it. */
  readonly name: string;
  /** SHA-256 in hexadecimal. */
  readonly digest: string;
}

/** How a watch ended. */
export interface WatchExit {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly summary: RunSummary;
  readonly results: readonly FrameResult[];
}

/** The real `frameferry watch` on a folder, and a service that keeps what it receives. */
export class WatchRun implements AsyncDisposable {
  readonly collector: Collector;
  readonly #home: TemporaryFolder;
  readonly #run: CliRun;
  readonly #images: ReceivedImage[] = [];
  /** What the program has printed to standard error so far. */
  stderr = "";

  private constructor(collector: Collector, home: TemporaryFolder, run: CliRun) {
    this.collector = collector;
    this.#home = home;
    this.#run = run;
    run.process.stderr?.on("data", (text: string) => (this.stderr += text));
  }

  static async start(folder: string, options: WatchRunOptions = {}): Promise<WatchRun> {
    const { words = [], command = [], launch = (line) => line } = options;
    const collector = await startCollector(options);
    const home = await temporaryFolder();
    const wrapped = command.length > 0 ? ["--", ...command] : [];
    // A listing must not stand in for an event, however long a busy machine takes.
    const rescan = words.includes("--rescan") ? [] : ["--rescan", "10m"];
    const line = [
      "watch",
      folder,
      "--to",
      collector.url,
      "--json",
      ...rescan,
      ...words,
      ...wrapped,
    ];
    const run = startProgram(launch([process.execPath, BIN, ...line]), home.path);
    return new WatchRun(collector, home, run);
  }

  get pid(): number {
    return this.#run.process.pid ?? -1;
  }

  /** In the order of their arrival. */
  get images(): readonly ReceivedImage[] {
    for (const { parts } of this.collector.requests.slice(this.#images.length)) {
      const [{ fileName = "", bytes } = { bytes: Buffer.alloc(0) }] = parts;
      this.#images.push({ name: fileName, digest: digestOf(bytes) });
    }
    return this.#images;
  }

  get names(): readonly string[] {
    return this.images.map(({ name }) => name);
  }

  /** Waits until it ends by itself. */
  async ended(): Promise<WatchExit> {
    const { exitCode, stdout, stderr } = await this.#run.ended;
    const summary = JSON.parse(stdout) as RunSummary;
    const lines = await readFile(summary.results, "utf8").catch(() => "");
    const results = lines
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as FrameResult);
    return { exitCode, stderr, summary, results };
  }

  /** Tells it to end, as a service manager does. */
  async stop(): Promise<WatchExit> {
    this.#run.process.kill("SIGTERM");
    return await this.ended();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#run.process.kill("SIGKILL");
    await this.#run.ended;
    await this.collector[Symbol.asyncDispose]();
    await this.#home[Symbol.asyncDispose]();
  }
}

export function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
