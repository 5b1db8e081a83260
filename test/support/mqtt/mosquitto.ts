import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { freePort } from "../../../scripts/bench/service/free-port.ts";
import type { CertificateFiles } from "../services/certificates.ts";
import { temporaryFolder, type TemporaryFolder } from "../files/temporary-folder.ts";

/** Why tests with a real broker are left out; `false` where `mosquitto` is installed, as `.ci/run` does. */
export const hasNoMosquitto: boolean =
  spawnSync("mosquitto", ["-h"]).error !== undefined ||
  spawnSync("mosquitto_sub", ["--help"]).error !== undefined;

const USER = "anna";
const PASSWORD = "geheim:wort/1";

/** A second listener of a broker, with TLS. */
export interface SecureListener {
  readonly certificate: CertificateFiles;
  /** Certificate of the authority whose certificates clients must show. @default they need none */
  readonly clientAuthority?: string;
  /** True for MQTT over WebSockets. @default false */
  readonly isWebSocket?: boolean;
}

/** A real mosquitto on a free port of this machine, for one user; disposing of it kills it. */
export class Mosquitto implements AsyncDisposable {
  readonly port: number;
  /** Port of the listener with TLS. */
  readonly securePort: number;
  readonly #folder: TemporaryFolder;
  #process: ChildProcess | null = null;
  readonly #readers: ChildProcess[] = [];
  /** All messages that readers got, `topic text`, in their order. */
  readonly messages: string[] = [];

  private constructor(port: number, securePort: number, folder: TemporaryFolder) {
    this.port = port;
    this.securePort = securePort;
    this.#folder = folder;
  }

  /** @param secure a listener besides that without TLS, which readers use. @default none */
  static async start(secure: SecureListener | null = null): Promise<Mosquitto> {
    const broker = new Mosquitto(await freePort(), await freePort(), await temporaryFolder());
    const { path } = broker.#folder;
    spawnSync("mosquitto_passwd", ["-b", "-c", `${path}/users`, USER, PASSWORD]);
    const lines = [
      `listener ${broker.port} 127.0.0.1`,
      `allow_anonymous false`,
      `password_file ${path}/users`,
      "persistence false",
      ...(secure === null ? [] : secureLines(broker.securePort, secure)),
      ...(process.getuid?.() === 0 ? ["user root"] : []),
    ];
    writeFileSync(`${path}/mosquitto.conf`, `${lines.join("\n")}\n`);
    await broker.start();
    return broker;
  }

  /** With its login. */
  get address(): string {
    return `mqtt://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${this.port}`;
  }

  /** That of the listener with TLS, with its login. @param host that the certificate is for, or is not. */
  secureAddress(host = "localhost", scheme: "mqtts" | "wss" = "mqtts"): string {
    return `${scheme}://${USER}:${encodeURIComponent(PASSWORD)}@${host}:${this.securePort}`;
  }

  /** Starts again on the same port; nothing is retained of before. */
  async start(): Promise<void> {
    const words = ["-c", `${this.#folder.path}/mosquitto.conf`];
    const child = spawn("mosquitto", words, { stdio: ["ignore", "ignore", "pipe"] });
    this.#process = child;
    for await (const line of createInterface({ input: child.stderr }))
      if (/mosquitto version \S+ running/u.test(line)) return;
    throw new Error("mosquitto did not start");
  }

  async stop(): Promise<void> {
    await killed(this.#process);
  }

  /** Reads all messages from now on, also those that are retained, into `messages`. */
  async read(): Promise<void> {
    const login = ["-u", USER, "-P", PASSWORD, "-p", String(this.port), "-h", "127.0.0.1"];
    // It says nothing of its beginning; but it gets this once it has begun.
    spawnSync("mosquitto_pub", [...login, "-r", "-t", "reader", "-m", "ready"]);
    const reader = spawn("mosquitto_sub", [...login, "-t", "#", "-v"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.#readers.push(reader);
    await new Promise<void>((resolve) => {
      createInterface({ input: reader.stdout }).on("line", (line) => {
        if (line === "reader ready") resolve();
        else this.messages.push(line);
      });
    });
  }

  /** The last message of a topic; `null` if there was none. */
  last(topic: string): string | null {
    const found = this.messages.findLast((message) => message.startsWith(`${topic} `));
    return found === undefined ? null : found.slice(topic.length + 1);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const reader of this.#readers) await killed(reader);
    await this.stop();
    await this.#folder[Symbol.asyncDispose]();
  }
}

function secureLines(
  port: number,
  { certificate, clientAuthority, isWebSocket = false }: SecureListener,
): readonly string[] {
  return [
    `listener ${port} 127.0.0.1`,
    `certfile ${certificate.cert}`,
    `keyfile ${certificate.key}`,
    ...(isWebSocket ? ["protocol websockets"] : []),
    ...(clientAuthority === undefined
      ? []
      : [`cafile ${clientAuthority}`, "require_certificate true"]),
  ];
}

async function killed(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
