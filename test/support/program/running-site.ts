import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { askSite } from "../../../src/app/site/control/ask-site.ts";
import { chooseSite } from "../../../src/cli/site/choose-site.ts";
import { realPath } from "../../../src/core/files/real-path.ts";
import type { SiteStatus } from "../../../src/cli/site/site-status.ts";
import { temporaryFolder, type TemporaryFolder } from "../files/temporary-folder.ts";
import { type Collector, type CollectorOptions, startCollector } from "../services/collector.ts";
import { type CommandRun, PROGRAM, startProgram } from "./command-run.ts";
import { imageOf } from "./delivery-command.ts";

/** A site file in a folder of its own, a service, and `frameferry up`; disposing of it kills what still runs. */
export class RunningSite implements AsyncDisposable {
  readonly service: Collector;
  readonly #folder: TemporaryFolder;
  readonly #runs: CommandRun[] = [];

  private constructor(service: Collector, folder: TemporaryFolder) {
    this.service = service;
    this.#folder = folder;
  }

  static async open(options: CollectorOptions = {}): Promise<RunningSite> {
    return new RunningSite(await startCollector(options), await temporaryFolder());
  }

  /** @param parts below the working directory of the site. */
  path(...parts: readonly string[]): string {
    return join(this.#folder.path, ...parts);
  }

  /** Real path of the state folder. */
  get state(): string {
    return realPath(this.path("state", "frameferry"));
  }

  /** Puts images there, each at once and whole. */
  land(...files: readonly string[]): void {
    for (const file of files) {
      mkdirSync(dirname(this.path(file)), { recursive: true });
      writeFileSync(this.path(`${file}.part`), imageOf(file));
      renameSync(this.path(`${file}.part`), this.path(file));
    }
  }

  /** Names of the images that the service got, in alphabetical order. */
  get arrived(): readonly string[] {
    const { length } = imageOf("");
    const bodies = this.service.requests.map(({ parts, body }) => parts[0]?.bytes ?? body);
    return bodies.map((body) => body.subarray(length).toString()).toSorted();
  }

  write(site: string, name = "frameferry.yaml"): void {
    writeFileSync(this.path(name), site);
  }

  /** Starts `frameferry <words>` there. */
  start(...words: readonly string[]): CommandRun {
    const run = startProgram([...PROGRAM, ...words], this.path("state"), { cwd: this.path() });
    this.#runs.push(run);
    return run;
  }

  /** Asks the site over its socket, as the commands do. */
  async ask(path: string, body: object = {}): Promise<object> {
    const site = await chooseSite(this.state, null);
    return await askSite(site, { method: "POST", path, body });
  }

  async status(): Promise<SiteStatus> {
    const site = await chooseSite(this.state, null);
    return (await askSite(site, { method: "GET", path: "/status" })) as SiteStatus;
  }

  /** States of the sources by name; empty before the site can be asked. */
  async states(): Promise<Readonly<Record<string, string>>> {
    const status = await this.status().catch(() => null);
    return Object.fromEntries((status?.sources ?? []).map(({ name, state }) => [name, state]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const run of this.#runs) await run[Symbol.asyncDispose]();
    await this.service[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}
