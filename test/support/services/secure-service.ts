import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { CertificateFiles } from "./certificates.ts";

/** A service with TLS that takes whatever is posted, and answers as TensorFlow Serving does. */
export interface SecureService extends AsyncDisposable {
  readonly url: string;
  /** Requests that it has answered. */
  readonly answeredCount: number;
  /** Handshakes that came to nothing: a certificate was refused. */
  readonly refusedCount: number;
  /** Common names of the client certificates that it was shown and took. */
  readonly clients: ReadonlySet<string>;
  /** Shows another certificate from now on, and closes the connections that there are. */
  show(files: CertificateFiles): void;
}

/** Starts it on a free loopback port; it is called by the name `localhost`. */
export async function startSecureService(
  files: CertificateFiles,
  options: ServerOptions = {},
): Promise<SecureService> {
  const service = new NodeSecureService(files, options);
  await service.listen();
  return service;
}

class NodeSecureService implements SecureService {
  answeredCount = 0;
  refusedCount = 0;
  readonly clients = new Set<string>();
  readonly #server: Server;

  constructor(files: CertificateFiles, options: ServerOptions) {
    this.#server = createServer({ ...options, ...contentOf(files) }, (request, response) => {
      void this.#answer(request, response);
    });
    this.#server.on("secureConnection", (socket) => {
      const name = socket.getPeerCertificate().subject?.CN;
      if (name !== undefined) this.clients.add(String(name));
    });
    this.#server.on("tlsClientError", () => (this.refusedCount += 1));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    this.answeredCount += 1;
    response.setHeader("content-type", "application/json");
    const predictions = Array.from({ length: countIn(body) }, () => 7);
    response.end(JSON.stringify({ predictions }));
  }

  async listen(): Promise<void> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
  }

  get url(): string {
    return `https://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  show(files: CertificateFiles): void {
    this.#server.setSecureContext(contentOf(files));
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}

/** Images in a request to TensorFlow Serving; any other has one. */
function countIn(body: Buffer): number {
  try {
    return (JSON.parse(body.toString()) as { instances: unknown[] }).instances.length;
  } catch {
    return 1;
  }
}

function contentOf({ cert, key }: CertificateFiles): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}
