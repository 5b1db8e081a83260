import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame } from "../../src/core/frame/frame.ts";
import type { PixelSize } from "../../src/core/image/image-size.ts";
import type { Protocol } from "../../src/core/service/protocol.ts";
import type { Verdict } from "../../src/core/frame/verdict.ts";
import { joinAddress } from "../../src/protocols/join-address.ts";
import { BodyBuffers } from "../../src/submitter/image/body-buffers.ts";
import { FrameSender } from "../../src/submitter/send/frame-sender.ts";
import { BatchRequestSender } from "../../src/submitter/send/batch-request-sender.ts";
import { ConnectionPool } from "../../src/submitter/http/connection-pool.ts";
import { ImageReader } from "../../src/submitter/image/read-image.ts";
import { probeSender } from "../../src/submitter/http/probe-sender.ts";
import { EditingReader } from "../../src/submitter/image/editing-reader.ts";
import { shrinkImage } from "../../src/submitter/image/shrink-image.ts";
import { frameOfFile } from "../support/samples/sample-frame.ts";
import { frameFiles } from "../support/frames/frame-files.ts";

export const never = new AbortController().signal;

/** Files of a folder as frames, with bytes of many lengths: base64 has three cases, and portions. */
export async function imageFiles(folder: string): Promise<readonly [Frame, Buffer][]> {
  const frames = await frameFiles(folder, 5);
  const images = [100, 101, 102, 70_001, 500].map((length, index) =>
    imageOf(index === 4 ? "\x89PNG\r\n\x1a\n" : "\xff\xd8\xff\xe0", length),
  );
  for (const [index, { relativePath }] of frames.entries())
    await writeFile(join(folder, relativePath), images[index] ?? "");
  return frames.map(({ relativePath, index, ptsSeconds }, at) => [
    frameOfFile(folder, relativePath, { index, ptsSeconds }),
    images[at] ?? Buffer.alloc(0),
  ]);
}

/** A signature, and then every byte in turn. */
function imageOf(signature: string, length: number): Buffer {
  const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 31 + length) % 256));
  bytes.write(signature, "latin1");
  return bytes;
}

/** A protocol, set up and connected to a service by the submitter's own parts. */
export class ConnectedService implements AsyncDisposable {
  readonly protocol: Protocol;
  readonly #buffers = new BodyBuffers(2);
  readonly #connections: ConnectionPool;
  readonly #sender: FrameSender;

  private constructor(
    service: string,
    protocol: Protocol,
    headers: Readonly<Record<string, string>>,
    box: PixelSize | null,
  ) {
    this.protocol = protocol;
    const address = joinAddress(service, protocol.route);
    this.#connections = new ConnectionPool(address, 2, 20_000, headers);
    const reader = new ImageReader(this.#buffers);
    const images =
      box === null
        ? reader
        : new EditingReader(reader, this.#buffers, async (image) => await shrinkImage(image, box));
    this.#sender = new FrameSender(images, this.#buffers, protocol, this.#connections);
  }

  /** @param box what images are made to fit into. */
  static async connect(
    service: string,
    protocol: Protocol,
    headers: Readonly<Record<string, string>>,
    box: PixelSize | null = null,
  ): Promise<ConnectedService> {
    const result = await protocol.setUp?.(service, probeSender(headers, 20_000), never);
    if (result !== undefined && "problem" in result) throw new Error(result.problem);
    return new ConnectedService(service, result?.protocol ?? protocol, headers, box);
  }

  async send(frame: Frame): Promise<Verdict> {
    const { verdict } = await this.#sender.send(frame, { signal: never });
    return verdict;
  }

  /** Sends several frames in one request. */
  async sendTogether(frames: readonly Frame[]): Promise<readonly Verdict[]> {
    const { protocol } = this;
    const { batch } = protocol;
    if (batch === undefined) throw new Error("this protocol has no batches");
    const buffers = new BodyBuffers(2);
    const reader = new ImageReader(buffers);
    const parts = { reader, buffers, bodies: this.#buffers, protocol, batch };
    const group = new BatchRequestSender({ ...parts, connections: this.#connections });
    return (await group.send(frames, { signal: never })).map(({ verdict }) => verdict);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sender[Symbol.asyncDispose]();
  }
}
