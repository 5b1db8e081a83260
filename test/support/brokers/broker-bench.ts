import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { BrokerConnection } from "../../../src/brokers/broker.ts";
import type { QueuePlan } from "../../../src/brokers/queue-plan.ts";
import {
  type FrameResult,
  type Run,
  type RunSummary,
  sendFiles,
  type SendFilesOptions,
  workFrames,
  type WorkFramesOptions,
} from "../../../src/index.ts";
import { temporaryFolder, type TemporaryFolder } from "../files/temporary-folder.ts";
import { FrameMaker, indexOfMadeFrame } from "../frames/frame-maker.ts";
import { resultLines } from "../results/result-lines.ts";
import { type Collector, type CollectorOptions, startCollector } from "../services/collector.ts";
import { NatsServer, type NatsSettings } from "./nats-server.ts";
import { openReadyNats } from "./open-broker.ts";

/** What a bench begins with. */
export interface BenchSettings extends CollectorOptions, NatsSettings {
  readonly plan?: Partial<QueuePlan>;
}

/** A worker under way. */
export interface BenchWorker {
  readonly run: Run;
  /** Ends it as SIGTERM does. */
  readonly stop: () => Promise<RunSummary>;
}

/** An edge with a folder of frames, a broker, and a service: all that frames need to travel, in this process. */
export class BrokerBench implements AsyncDisposable {
  readonly server: NatsServer;
  readonly broker: BrokerConnection;
  readonly collector: Collector;
  readonly #folder: TemporaryFolder;
  readonly #workers: BenchWorker[] = [];

  private constructor(
    server: NatsServer,
    broker: BrokerConnection,
    collector: Collector,
    folder: TemporaryFolder,
  ) {
    this.server = server;
    this.broker = broker;
    this.collector = collector;
    this.#folder = folder;
  }

  static async open(settings: BenchSettings = {}): Promise<BrokerBench> {
    const server = await NatsServer.start(settings);
    const broker = await openReadyNats(server.url, settings.plan);
    return new BrokerBench(server, broker, await startCollector(settings), await temporaryFolder());
  }

  path(...names: readonly string[]): string {
    return join(this.#folder.path, ...names);
  }

  /** Writes frames to be sent, and tells the folder. */
  async frames(count: number, byteLength = 0): Promise<string> {
    const folder = this.path("in");
    await mkdir(folder, { recursive: true });
    await (await FrameMaker.make()).writeFiles(folder, { count, byteLength });
    return folder;
  }

  /** Sends the folder to the broker. */
  send(options: Partial<SendFilesOptions> = {}): Run {
    return sendFiles({
      ...{ paths: [this.path("in")], to: this.server.url, site: "berlin" },
      ...{ state: this.path("state"), results: this.path("results.jsonl") },
      ...options,
    });
  }

  /** Starts a worker that sends to the collector. */
  work(options: Partial<WorkFramesOptions> = {}): BenchWorker {
    const leaving = new AbortController();
    const run = workFrames({
      ...{ broker: this.server.url, to: `${this.collector.url}/predict` },
      ...{ state: this.path("worker"), signal: leaving.signal },
      ...options,
    });
    run.catch(() => {});
    const worker: BenchWorker = {
      run,
      stop: async () => {
        leaving.abort();
        return await run;
      },
    };
    this.#workers.push(worker);
    return worker;
  }

  /** The lines of the results file. */
  async results(): Promise<readonly FrameResult[]> {
    return await resultLines(this.path("results.jsonl"));
  }

  /** Indexes of the frames that the service got, in the order in which they came. */
  get seen(): readonly (number | null)[] {
    return this.collector.requests.map(({ parts }) =>
      indexOfMadeFrame(parts[0]?.bytes ?? Buffer.of()),
    );
  }

  /** Resolves when the condition holds. @throws after two minutes. */
  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    const endMs = performance.now() + 120_000;
    while (!(await condition())) {
      if (performance.now() > endMs) throw new Error("it did not come to that within two minutes");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Messages in the queues of the broker. */
  async counts(): Promise<{ readonly frames: number; readonly results: number }> {
    const state = await this.broker.state();
    if ("kind" in state) throw new Error(state.reason);
    return { frames: state.frames.count ?? Number.NaN, results: state.results.count ?? Number.NaN };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#workers.map(async ({ stop }) => await stop()));
    await this.broker[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
    await this.collector[Symbol.asyncDispose]();
    await this.#folder[Symbol.asyncDispose]();
  }
}
