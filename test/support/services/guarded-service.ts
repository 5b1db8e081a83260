import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, type TemporaryFolder } from "../files/temporary-folder.ts";
import { type Collector, startCollector } from "./collector.ts";
import { imageOf } from "../program/delivery-command.ts";

export const FIRST = "first-token-5f2a";
export const SECOND = "second-token-77e1";

/** A service whose first token is good for some answers only, and the place where a token is read from. */
export class GuardedService implements AsyncDisposable {
  readonly #home: TemporaryFolder;
  #collector!: Collector;
  #leftCount: number;
  /** What is done when the first token expires. */
  onExpiry: () => void = () => this.give(SECOND);
  /** What the service says of a good request. */
  body: (authorization: string) => unknown = () => ({ ok: true });

  private constructor(home: TemporaryFolder, goodFor: number) {
    this.#home = home;
    this.#leftCount = goodFor;
  }

  /** @param goodFor answers that the first token brings. */
  static async start(goodFor: number): Promise<GuardedService> {
    const service = new GuardedService(await temporaryFolder(), goodFor);
    service.#collector = await startCollector({
      answer: ({ method, headers }) => {
        if (method === "POST") service.postCount += 1;
        return service.#answerTo(String(headers.authorization));
      },
    });
    service.give(FIRST);
    return service;
  }

  get url(): string {
    return this.#collector.url;
  }

  /** What the requests were answered with, in their order. */
  readonly statuses: number[] = [];
  /** Requests with a frame, beside questions of what the service publishes. */
  postCount = 0;

  /** The command that prints the token and tells of each run, and the file with the header. */
  get command(): string {
    return `echo run >> '${this.path("runs")}' && cat '${this.path("token")}'`;
  }

  get runCount(): number {
    return existsSync(this.path("runs"))
      ? readFileSync(this.path("runs"), "utf8").trim().split("\n").length
      : 0;
  }

  path(name: string): string {
    return join(this.#home.path, name);
  }

  /** Lets the command print another token, and writes it into the header file. */
  give(token: string): void {
    writeFileSync(this.path("token"), `${token}\n`);
    writeFileSync(this.path("headers"), `Authorization: Bearer ${token}\r\nX-Team: vision\n`, {
      mode: 0o600,
    });
  }

  /** A folder with so many images. */
  images(count: number): string {
    mkdirSync(this.path("in"), { recursive: true });
    for (let index = 0; index < count; index += 1)
      writeFileSync(join(this.path("in"), `${index}.jpg`), imageOf(`image ${index}`));
    return this.path("in");
  }

  /** Options of a run that sends them. */
  sending(count: number): { paths: string[]; to: string; state: string } {
    return { paths: [this.images(count)], to: this.url, state: this.path("state") };
  }

  #answerTo(authorization: string): { status: number; body: unknown } {
    const isSecond = authorization === `Bearer ${SECOND}`;
    const isGood = isSecond || (authorization === `Bearer ${FIRST}` && this.#leftCount > 0);
    if (isGood && !isSecond) this.#leftCount -= 1;
    if (!isGood && this.#leftCount === 0) {
      this.#leftCount = -1;
      this.onExpiry();
    }
    this.statuses.push(isGood ? 200 : 401);
    const body = isGood ? this.body(authorization) : { error: `${authorization} has expired` };
    return { status: isGood ? 200 : 401, body };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#collector[Symbol.asyncDispose]();
    await this.#home[Symbol.asyncDispose]();
  }
}
