import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { frameIndexOfImage } from "../../support/frames/frame-index-of-image.ts";
import { parseMultipart } from "../../support/services/collector-multipart.ts";

/** A service that keeps of each frame the index in its pixels, so that it can run for hours. */
export class IndexService implements AsyncDisposable {
  /** In the order in which they came. */
  readonly indexes: number[] = [];
  /** Requests without a whole picture that carries an index. */
  unreadable = 0;
  readonly #server: Server = createServer(
    (request, response) => void this.#take(request, response),
  );

  static async start(): Promise<IndexService> {
    const service = new IndexService();
    service.#server.listen(0, "127.0.0.1");
    await once(service.#server, "listening");
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/frames`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request).catch(() => null);
    if (body === null) return;
    const index = await indexIn(body, request.headers["content-type"] ?? "");
    if (index === null) this.unreadable += 1;
    else this.indexes.push(index);
    response.setHeader("content-type", "application/json");
    response.end('{"ok":true}');
  }
}

/** The index in the pixels of the image in a request; `null` if there is no whole image that carries one. */
export async function indexIn(body: Buffer, contentType: string): Promise<number | null> {
  try {
    const [part] = parseMultipart(body, contentType);
    return (await frameIndexOfImage(part?.bytes ?? Buffer.alloc(0))) ?? null;
  } catch {
    // Counted as unreadable.
    return null;
  }
}
