import { digestOf } from "../files/digest-of.ts";
import type { Collector, CollectorOptions } from "../services/collector.ts";
import type { CommandRun } from "./command-run.ts";
import { DeliveryCommand, type DeliveryExit, type DeliverySettings } from "./delivery-command.ts";

export interface WatchCommandOptions extends CollectorOptions, DeliverySettings {
  /** Further words of the command line. @default [] */
  readonly words?: readonly string[];
}

/** An image that the service received. */
export interface ReceivedImage {
  /** As the request named it. */
  readonly name: string;
  /** SHA-256 in hexadecimal. */
  readonly digest: string;
}

/** The real `frameferry watch` on a folder, and a service that keeps what it receives. */
export class WatchCommand implements AsyncDisposable {
  readonly #delivery: DeliveryCommand;
  readonly #run: CommandRun<DeliveryExit>;
  readonly #images: ReceivedImage[] = [];

  private constructor(delivery: DeliveryCommand, run: CommandRun<DeliveryExit>) {
    this.#delivery = delivery;
    this.#run = run;
  }

  /** @param folder its absolute path. */
  static async start(folder: string, options: WatchCommandOptions = {}): Promise<WatchCommand> {
    const { words = [] } = options;
    const delivery = await DeliveryCommand.open(options);
    // A listing must not stand in for an event, however long a busy machine takes.
    const rescan = words.includes("--rescan") ? [] : ["--rescan", "10m"];
    return new WatchCommand(
      delivery,
      delivery.start(["watch", folder, ...rescan, ...words], options),
    );
  }

  get service(): Collector {
    return this.#delivery.service;
  }

  get pid(): number {
    return this.#run.pid;
  }

  /** Printed to standard error so far. */
  get stderr(): string {
    return this.#run.stderr;
  }

  /** In the order of their arrival. */
  get images(): readonly ReceivedImage[] {
    for (const { parts } of this.service.requests.slice(this.#images.length)) {
      const [{ fileName = "", bytes } = { bytes: Buffer.alloc(0) }] = parts;
      this.#images.push({ name: fileName, digest: digestOf(bytes) });
    }
    return this.#images;
  }

  get names(): readonly string[] {
    return this.images.map(({ name }) => name);
  }

  /** Waits until it ends by itself. */
  async ended(): Promise<DeliveryExit> {
    return await this.#run.ended;
  }

  /** Tells it to end, as a service manager does. */
  async stop(): Promise<DeliveryExit> {
    return await this.#run.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#delivery[Symbol.asyncDispose]();
  }
}
