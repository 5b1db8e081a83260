import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../../scripts/bench/service/free-port.ts";
import { CuttableRoutes } from "./cuttable-routes.ts";
import { temporaryFolder, type TemporaryFolder } from "../files/temporary-folder.ts";

/** Why tests with a real broker are left out; `false` where `nats-server` is installed, as `.ci/run` does. */
export const hasNoNats: boolean = spawnSync("nats-server", ["--version"]).error !== undefined;

/** What a server is configured with besides its ports and its store. */
export interface NatsSettings {
  /** Lines of its configuration. @default none */
  readonly lines?: readonly string[];
  /** Space for streams. @default "256MB" */
  readonly maxFileStore?: string;
  /** False for a server that stores nothing. @default true */
  readonly hasJetStream?: boolean;
  /** True for nodes of a cluster whose lines to each other can be cut. @default false */
  readonly areRoutesCuttable?: boolean;
  /** Absolute path of the folder for streams, which need not exist. @default one of its own */
  readonly storeFolder?: string;
}

/** Ports of a node of a cluster, and of all of them. */
interface ClusterPlace {
  readonly name: string;
  readonly port: number;
  readonly routes: readonly number[];
  /** False to let no node tell others how to reach this one. */
  readonly isAdvertised: boolean;
}

/** A real nats-server on a free port of this machine, with a store of its own; disposing of it kills it. */
export class NatsServer implements AsyncDisposable {
  readonly port: number;
  /** Absolute path of the folder for streams. */
  readonly store: string;
  readonly #folder: TemporaryFolder;
  readonly #config: string;
  #process: ChildProcess | null = null;
  #log = "";

  private constructor(port: number, folder: TemporaryFolder, store?: string) {
    this.port = port;
    this.store = store ?? `${folder.path}/store`;
    this.#folder = folder;
    this.#config = `${folder.path}/server.conf`;
  }

  static async start(settings: NatsSettings = {}): Promise<NatsServer> {
    const server = await NatsServer.prepare(settings);
    await server.start();
    return server;
  }

  /** One that is yet to be started. */
  static async prepare(settings: NatsSettings, cluster?: ClusterPlace): Promise<NatsServer> {
    const { storeFolder } = settings;
    const server = new NatsServer(await freePort(), await temporaryFolder(), storeFolder);
    writeFileSync(server.#config, server.#configuration(settings, cluster));
    return server;
  }

  /** Host and port. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get url(): string {
    return `nats://${this.host}/frames`;
  }

  /** What it has said since its last start; the end of that, if it is long. */
  get log(): string {
    return this.#log;
  }

  get pid(): number {
    return this.#process?.pid ?? -1;
  }

  /** Starts it, or starts it again with what it has stored. */
  async start(): Promise<void> {
    const child = spawn("nats-server", ["-c", this.#config], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#process = child;
    this.#log = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => this.#keep(text));
    while (!(await this.#answers())) {
      if (child.exitCode !== null) throw new Error(`nats-server ended: ${this.#log.slice(-2000)}`);
      await sleep(20);
    }
  }

  /** Ends it at once, as a crash does; what it has written stays. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }

  /** Stops it where it is, so that its connections stay and say nothing; or lets it go on. */
  freeze(isFrozen: boolean): void {
    this.#process?.kill(isFrozen ? "SIGSTOP" : "SIGCONT");
  }

  /** Removes what a server that was killed has stored. */
  wipe(): void {
    rmSync(this.store, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#folder[Symbol.asyncDispose]();
  }

  #keep(text: string): void {
    this.#log += text;
    if (this.#log.length > 2 * MAX_LOG_LENGTH) this.#log = this.#log.slice(-MAX_LOG_LENGTH);
  }

  async #answers(): Promise<boolean> {
    const socket = connect(this.port, "127.0.0.1");
    try {
      await once(socket, "data");
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }

  #configuration(settings: NatsSettings, cluster: ClusterPlace | undefined): string {
    const { lines = [], maxFileStore = "256MB", hasJetStream = true } = settings;
    const store = `jetstream { store_dir: "${this.store}", max_memory_store: 16MB, max_file_store: ${maxFileStore} }`;
    return [
      `listen: ${this.host}`,
      ...(hasJetStream ? [store] : []),
      ...(cluster === undefined ? [] : clusterLines(cluster)),
      ...lines,
    ].join("\n");
  }
}

const MAX_LOG_LENGTH = 100_000;
/** Nothing listens there: nodes reach each other by the routes that they are given alone. */
const NOWHERE = ', advertise: "127.0.0.1:1"';

function clusterLines({ name, port, routes, isAdvertised }: ClusterPlace): readonly string[] {
  const addresses = routes.map((route) => `nats://127.0.0.1:${route}`).join(", ");
  return [
    `server_name: ${name}`,
    `cluster { name: ferry, listen: "127.0.0.1:${port}", routes: [${addresses}]${isAdvertised ? "" : NOWHERE} }`,
  ];
}

/** Three servers that are one cluster; disposing of it kills all. */
export class NatsCluster implements AsyncDisposable {
  readonly servers: readonly NatsServer[];
  /** Lines between them; `null` unless they can be cut. */
  readonly routes: CuttableRoutes | null;

  private constructor(servers: readonly NatsServer[], routes: CuttableRoutes | null) {
    this.servers = servers;
    this.routes = routes;
  }

  /** @param own what the settings of the first, the second and the third differ in. @default nothing */
  static async start(
    settings: NatsSettings = {},
    own: readonly NatsSettings[] = [],
  ): Promise<NatsCluster> {
    const ports = [await freePort(), await freePort(), await freePort()];
    const lines = settings.areRoutesCuttable === true ? await CuttableRoutes.open(ports) : null;
    const servers = await Promise.all(
      ports.map(async (port, index) => {
        const routes = lines === null ? ports : lines.portsOf(index);
        const place = { name: `n${index + 1}`, port, routes, isAdvertised: lines === null };
        return await NatsServer.prepare({ ...settings, ...own[index] }, place);
      }),
    );
    await Promise.all(servers.map(async (server) => await server.start()));
    return new NatsCluster(servers, lines);
  }

  get url(): string {
    return `nats://${this.servers.map(({ host }) => host).join(",")}/frames`;
  }

  /** The server of a name, such as `n2`. */
  named(name: string): NatsServer {
    const server = this.servers[Number(name.slice(1)) - 1];
    if (server === undefined) throw new Error(`there is no server ${name}`);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.servers.map(async (server) => await server[Symbol.asyncDispose]()));
    await this.routes?.[Symbol.asyncDispose]();
  }
}
