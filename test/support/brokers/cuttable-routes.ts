import { connect, createServer, type Server, type Socket } from "node:net";
import { listenOn } from "../../../scripts/bench/service/free-port.ts";

/** A line between two nodes, in one direction of connecting. */
interface Line {
  readonly from: number;
  readonly to: number;
  readonly port: number;
}

/** Lines between all nodes of a cluster, of which those of a node can be cut while the node and its clients go on. */
export class CuttableRoutes implements AsyncDisposable {
  readonly #lines: Line[] = [];
  readonly #servers: Server[] = [];
  readonly #sockets = new Map<Socket, Line>();
  readonly #cut = new Set<number>();
  /** Connections that a cut has broken or refused. */
  brokenCount = 0;

  /** @param ports on which the nodes listen for each other. */
  static async open(ports: readonly number[]): Promise<CuttableRoutes> {
    const routes = new CuttableRoutes();
    for (const from of ports.keys())
      for (const [to, port] of ports.entries())
        if (from !== to) await routes.#listen({ from, to }, port);
    return routes;
  }

  /** Ports by which a node reaches all others. */
  portsOf(node: number): readonly number[] {
    return this.#lines.filter(({ from }) => from === node).map(({ port }) => port);
  }

  /** Breaks all connections of a node to others, and lets it make no new ones; or lets it again. */
  cut(node: number, isCut: boolean): void {
    if (!isCut) return void this.#cut.delete(node);
    this.#cut.add(node);
    for (const [socket, line] of this.#sockets) if (this.#isCut(line)) this.#break(socket);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) server.close();
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  async #listen(ends: Pick<Line, "from" | "to">, target: number): Promise<void> {
    const server = createServer((socket) => this.#carry(socket, line, target));
    const line: Line = { ...ends, port: await listenOn(server, 0) };
    this.#servers.push(server);
    this.#lines.push(line);
  }

  #carry(socket: Socket, line: Line, target: number): void {
    if (this.#isCut(line)) return this.#break(socket);
    const other = connect(target, "127.0.0.1");
    for (const [one, opposite] of [
      [socket, other],
      [other, socket],
    ] as const) {
      this.#sockets.set(one, line);
      one.on("error", () => {});
      one.once("close", () => {
        this.#sockets.delete(one);
        opposite.destroy();
      });
      one.pipe(opposite);
    }
  }

  #isCut({ from, to }: Line): boolean {
    return this.#cut.has(from) || this.#cut.has(to);
  }

  #break(socket: Socket): void {
    this.brokenCount += 1;
    socket.on("error", () => {});
    socket.resetAndDestroy();
  }
}
