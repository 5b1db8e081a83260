import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A service that speaks bytes; disposing of it breaks every connection. */
export interface RawService extends AsyncDisposable {
  readonly url: string;
  /** Connections accepted so far. */
  readonly connectionCount: number;
}

/** @param serve is given each connection once the first bytes of a request are there. */
export async function startRawService(
  serve: (socket: Socket, firstBytes: Buffer) => void,
): Promise<RawService> {
  const sockets = new Set<Socket>();
  let connectionCount = 0;
  const server = createServer((socket) => {
    connectionCount += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => {});
    socket.once("data", (bytes) => serve(socket, bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connectionCount() {
      return connectionCount;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A loopback address at which nothing listens. */
export async function deadAddress(): Promise<string> {
  const service = await startRawService(() => {});
  await service[Symbol.asyncDispose]();
  return service.url;
}
