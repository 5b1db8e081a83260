import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import type { CertificateFiles } from "../services/certificates.ts";

/** A server with TLS in front of one without. */
export interface TlsFront extends AsyncDisposable {
  /** `localhost:port`. */
  readonly host: string;
  readonly port: number;
  /** Shows another certificate from now on, and closes the connections that there are. */
  show(files: CertificateFiles): void;
}

/** @param target `host:port` of the server behind it. */
export async function openTlsFront(target: string, files: CertificateFiles): Promise<TlsFront> {
  const [host = "", targetPort = ""] = target.split(":");
  const sockets = new Set<TLSSocket>();
  const server = createServer(contentOf(files), (socket) => {
    sockets.add(socket);
    const inner = connect(Number(targetPort), host);
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => other.destroy());
      one.pipe(other);
    }
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => {});
  const closePlayers = (): void => sockets.forEach((socket) => socket.destroy());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    host: `localhost:${port}`,
    port,
    show: (shown) => {
      server.setSecureContext(contentOf(shown));
      closePlayers();
    },
    [Symbol.asyncDispose]: async () => {
      closePlayers();
      server.close();
    },
  };
}

function contentOf({ cert, key }: CertificateFiles): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}
