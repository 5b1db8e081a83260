import { connect, createServer, type Server, type Socket } from "node:net";
import { listenOn } from "../../../scripts/bench/service/free-port.ts";

/** The method by which a client asks to close a channel: class 20, method 40 of AMQP 0-9-1. */
const CHANNEL_CLOSE = Buffer.from([0x00, 0x14, 0x00, 0x28]);

/** A line to a RabbitMQ node that breaks in place of carrying a client's wish to close a channel, once for each time asked. */
export class BreakingLine implements AsyncDisposable {
  /** Connections that it has broken. */
  brokenCount = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #breaksLeft = 0;
  #port = 0;

  private constructor(node: string) {
    const [host, port] = node.split(":");
    this.#server = createServer((client) => this.#carry(client, connect(Number(port), host)));
  }

  /** @param node `host:port` of its other end. */
  static async open(node: string): Promise<BreakingLine> {
    const line = new BreakingLine(node);
    line.#port = await listenOn(line.#server, 0);
    return line;
  }

  get host(): string {
    return `127.0.0.1:${this.#port}`;
  }

  breakAtNextClose(): void {
    this.#breaksLeft += 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #carry(client: Socket, node: Socket): void {
    for (const [socket, other] of [
      [client, node],
      [node, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    node.pipe(client);
    client.on("data", (bytes) => {
      if (this.#breaksLeft === 0 || !bytes.includes(CHANNEL_CLOSE)) return void node.write(bytes);
      this.#breaksLeft -= 1;
      this.brokenCount += 1;
      client.destroy();
    });
  }
}
