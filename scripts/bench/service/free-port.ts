import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";

/**
 * Below the ports that Linux and macOS give to outgoing connections (from 32768 and 49152): one of those may be taken
 * by anybody's connection while its server is not yet, or for a while not, there.
 */
const FIRST_PORT = 12_000;
const PORT_COUNT = 20_000;

/** A port of this machine that is free now, for a server that cannot choose one and say which. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listenOn(server, 0);
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Lets a server listen on loopback.
 * @param wanted 0 for any free port: one that the server can leave and come back to.
 * @returns the port.
 */
export async function listenOn(server: Server, wanted: number): Promise<number> {
  for (;;) {
    const random = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    server.listen(wanted === 0 ? random : wanted, "127.0.0.1");
    try {
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if (wanted !== 0 || (error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}
