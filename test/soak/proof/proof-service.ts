import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { indexIn } from "../live/index-service.ts";

/** A frame that came to the service. */
export interface Arrival {
  /** Index in its pixels. */
  readonly index: number;
  readonly idempotencyKey: string | null;
}

/** A service that takes its time, and answers with the index that it has read in the pixels. */
export class ProofService implements AsyncDisposable {
  /** In the order in which they came. */
  readonly arrivals: Arrival[] = [];
  /** Requests without a whole picture that carries an index. */
  unreadable = 0;
  readonly #seen = new Set<number>();
  readonly #workMs: number;
  readonly #server: Server = createServer(
    (request, response) => void this.#take(request, response),
  );

  private constructor(workMs: number) {
    this.#workMs = workMs;
  }

  /** @param workMs time for each frame, for any number of them at once, in milliseconds. */
  static async start(workMs: number): Promise<ProofService> {
    const service = new ProofService(workMs);
    service.#server.listen(0, "127.0.0.1");
    await once(service.#server, "listening");
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/frames`;
  }

  /** Number of different frames. */
  get distinct(): number {
    return this.#seen.size;
  }

  /** Frames that came once more. */
  get repeats(): number {
    return this.arrivals.length - this.#seen.size;
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
    else this.#note(index, request.headers["idempotency-key"]);
    await sleep(this.#workMs);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ index }));
  }

  #note(index: number, key: string | string[] | undefined): void {
    this.#seen.add(index);
    this.arrivals.push({ index, idempotencyKey: typeof key === "string" ? key : null });
  }
}
