import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { readFrameIndex } from "../../fixtures/frame-index.ts";
import { monotonicMs } from "../harness/monotonic.ts";

/** A frame that has come. */
export interface Arrival {
  /** Number in the name of its file. */
  readonly number: number;
  /** When the head of its request came, by `monotonicMs`. */
  readonly arrivedAtMs: number;
}

/** A service that notes when each frame comes, and looks at some of the pictures. */
export class FrameSink implements AsyncDisposable {
  readonly arrivals: Arrival[] = [];
  readonly #looks: Promise<readonly [number, number]>[] = [];
  readonly #server: Server;
  readonly #lookEvery: number;

  private constructor(lookEvery: number) {
    this.#lookEvery = lookEvery;
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  /** @param lookEvery looks at one picture of so many. */
  static async open(lookEvery: number): Promise<FrameSink> {
    const sink = new FrameSink(lookEvery);
    sink.#server.listen(0, "127.0.0.1");
    await once(sink.#server, "listening");
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/frames`;
  }

  /** Index in the pixels of the pictures that were looked at, by the number of the file. */
  async indexes(): Promise<ReadonlyMap<number, number>> {
    return new Map(await Promise.all(this.#looks));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAtMs = monotonicMs();
    const body = await buffer(request).catch(() => null);
    if (body === null) return;
    response.setHeader("content-type", "application/json");
    response.end('{"ok":true}');
    const name = /filename="\D*(\d+)\.jpg"/u.exec(body.toString("latin1", 0, 1024))?.[1];
    if (name === undefined) return;
    const number = Number(name);
    this.arrivals.push({ number, arrivedAtMs });
    if (this.arrivals.length % this.#lookEvery !== 0) return;
    const look = lookAt(number, body);
    // `indexes` reports it.
    look.catch(() => {});
    this.#looks.push(look);
  }
}

/** The marker that every JPEG begins with. */
const START_OF_IMAGE = Buffer.from([0xff, 0xd8, 0xff]);

async function lookAt(number: number, body: Buffer): Promise<readonly [number, number]> {
  const image = sharp(body.subarray(body.indexOf(START_OF_IMAGE))).toColourspace("b-w");
  const { data, info } = await image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const index = readFrameIndex({ width, height, channels, bytes: data });
  if (index === undefined) throw new Error(`frame ${number} carries no index`);
  return [number, index];
}
