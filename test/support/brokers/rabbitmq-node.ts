import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { freePort } from "../../../scripts/bench/service/free-port.ts";
import { temporaryFolder, type TemporaryFolder } from "../files/temporary-folder.ts";

const BIN = "/usr/lib/rabbitmq/bin";

/** Why tests with a real node are left out; `false` where `rabbitmq-server` is installed, as `.ci/run` does. */
export const hasNoRabbitMq: boolean = !existsSync(`${BIN}/rabbitmq-server`);

/** What a node is configured with besides its ports and its store. */
export interface RabbitMqSettings {
  /** Lines of its configuration. @default none */
  readonly lines?: readonly string[];
  /** Users, virtual hosts and permissions, as `rabbitmqctl export_definitions` writes them. @default those of a new node */
  readonly definitions?: object;
}

/**
 * A real RabbitMQ node on free ports of this machine, with a store and a port mapper of its own; disposing of it kills
 * both. It takes some seconds to start: share one among tests, each with a queue of its own.
 */
export class RabbitMqNode implements AsyncDisposable {
  readonly port: number;
  readonly #distributionPort: number;
  readonly #mapperPort: number;
  readonly #folder: TemporaryFolder;
  #mapper: ChildProcess | null = null;
  #process: ChildProcess | null = null;

  private constructor(ports: readonly number[], folder: TemporaryFolder) {
    const [port = 0, distributionPort = 0, mapperPort = 0] = ports;
    this.port = port;
    this.#distributionPort = distributionPort;
    this.#mapperPort = mapperPort;
    this.#folder = folder;
  }

  static async start({ lines = [], definitions }: RabbitMqSettings = {}): Promise<RabbitMqNode> {
    const ports = [await freePort(), await freePort(), await freePort()];
    const node = new RabbitMqNode(ports, await temporaryFolder());
    const { path } = node.#folder;
    const settings = ["max_message_size = 1048576", "log.console = false", ...lines];
    if (definitions !== undefined) {
      writeFileSync(`${path}/definitions.json`, JSON.stringify(definitions));
      settings.push(`load_definitions = ${path}/definitions.json`);
    }
    writeFileSync(`${path}/rabbitmq.conf`, `${settings.join("\n")}\n`);
    writeFileSync(`${path}/plugins`, "[].\n");
    const mapper = ["-port", String(node.#mapperPort), "-address", "127.0.0.1"];
    node.#mapper = spawn("epmd", mapper, { stdio: "ignore", env: node.#environment });
    await node.start();
    return node;
  }

  /** Host and port. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return isAlive(this.#process);
  }

  /** Starts it, or starts it again with what it has stored. */
  async start(): Promise<void> {
    const child = spawn(`${BIN}/rabbitmq-server`, {
      stdio: ["ignore", "pipe", "pipe"],
      env: this.#environment,
    });
    this.#process = child;
    let said = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (said += text));
    while (!(await this.#answers())) {
      if (!isAlive(child)) throw new Error(`rabbitmq-server ended: ${said.slice(-2000)}`);
      await sleep(50);
    }
  }

  /** Ends it at once, as a crash does; what it has written stays. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Has it close its queues and end, as an operator does for an update. */
  async shutDown(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Stops it where it is, so that its connections stay and say nothing; or lets it go on. */
  freeze(isFrozen: boolean): void {
    this.#process?.kill(isFrozen ? "SIGSTOP" : "SIGCONT");
  }

  /** Removes what a node that was killed has stored. */
  wipe(): void {
    rmSync(`${this.#folder.path}/store`, { recursive: true, force: true });
  }

  /** Runs `rabbitmqctl`, while connections of the test go on. @returns what it prints. @throws what it complains of. */
  async control(...words: readonly string[]): Promise<string> {
    const line = ["-q", "-n", NODE, ...words];
    const options = { encoding: "utf8", env: this.#environment } as const;
    return (await promisify(execFile)(`${BIN}/rabbitmqctl`, line, options)).stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    this.#mapper?.kill("SIGKILL");
    await this.#folder[Symbol.asyncDispose]();
  }

  async #end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#process;
    if (child === null || !isAlive(child)) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** It sends the first word of the protocol to whoever begins to speak it. */
  async #answers(): Promise<boolean> {
    const socket = connect(this.port, "127.0.0.1");
    try {
      await once(socket, "connect");
      socket.write("AMQP\0\0\x09\x01");
      await once(socket, "data");
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }

  get #environment(): NodeJS.ProcessEnv {
    const { path } = this.#folder;
    const quiet = "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none -noinput";
    return {
      ...{ PATH: process.env["PATH"], HOME: path, LANG: "C.UTF-8" },
      ...{ ERL_EPMD_PORT: String(this.#mapperPort), ERL_EPMD_ADDRESS: "127.0.0.1" },
      ...{ RABBITMQ_NODENAME: NODE, RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1" },
      RABBITMQ_NODE_PORT: String(this.port),
      RABBITMQ_DIST_PORT: String(this.#distributionPort),
      RABBITMQ_MNESIA_BASE: `${path}/store`,
      RABBITMQ_LOG_BASE: `${path}/log`,
      RABBITMQ_ENABLED_PLUGINS_FILE: `${path}/plugins`,
      RABBITMQ_CONFIG_FILE: `${path}/rabbitmq.conf`,
      RABBITMQ_ADVANCED_CONFIG_FILE: `${path}/none.config`,
      RABBITMQ_CONF_ENV_FILE: `${path}/none.conf`,
      // The process that is started is then the node itself.
      RUNNING_UNDER_SYSTEMD: "1",
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: `${quiet} -kernel inet_dist_use_interface {127,0,0,1}`,
    };
  }
}

const NODE = "test@localhost";

function isAlive(child: ChildProcess | null): boolean {
  return child !== null && child.exitCode === null && child.signalCode === null;
}
