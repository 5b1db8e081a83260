import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Frame } from "../../src/core/frame.ts";
import type { Protocol } from "../../src/core/protocol.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { joinAddress } from "../../src/protocols/join-address.ts";
import { assembleBatch } from "../../src/submitter/assemble-body.ts";
import { BodyBuffers } from "../../src/submitter/body-buffers.ts";
import { FrameSender } from "../../src/submitter/frame-sender.ts";
import { HttpConnections } from "../../src/submitter/http-connections.ts";
import { ImageReader } from "../../src/submitter/read-image.ts";
import { serviceAsker } from "../../src/submitter/service-asker.ts";
import { frameOfFile } from "../core/sample-frame.ts";
import { frameFiles } from "../submitter/frame-files.ts";

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
  readonly #connections: HttpConnections;
  readonly #sender: FrameSender;

  private constructor(
    service: string,
    protocol: Protocol,
    headers: Readonly<Record<string, string>>,
  ) {
    this.protocol = protocol;
    const address = joinAddress(service, protocol.route);
    this.#connections = new HttpConnections(address, 2, 20_000, headers);
    const reader = new ImageReader(this.#buffers);
    this.#sender = new FrameSender(reader, this.#buffers, protocol, this.#connections);
  }

  static async connect(
    service: string,
    protocol: Protocol,
    headers: Readonly<Record<string, string>>,
  ): Promise<ConnectedService> {
    const result = await protocol.setUp?.(service, serviceAsker(headers, 20_000), never);
    if (result !== undefined && "problem" in result) throw new Error(result.problem);
    return new ConnectedService(service, result?.protocol ?? protocol, headers);
  }

  async send(frame: Frame): Promise<Verdict> {
    const { verdict } = await this.#sender.send(frame, never);
    return verdict;
  }

  /** Sends several frames in one request, as a submitter would. */
  async sendBatch(folder: string, frames: readonly Frame[]): Promise<Verdict | readonly Verdict[]> {
    const { batch, imageAs } = this.protocol;
    if (batch === undefined) throw new Error("this protocol has no batches");
    const images = await Promise.all(
      frames.map(async ({ relativePath }) => await readFile(join(folder, relativePath))),
    );
    const envelope = batch.encode(frames, images);
    const { buffer, body } = assembleBatch(images, envelope, imageAs, this.#buffers);
    const answer = await this.#connections.post({ headers: envelope.headers, body }, never);
    if ("fault" in answer) throw new Error(answer.reason);
    this.#buffers.giveBack(buffer);
    return batch.judge(answer, frames.length, envelope.note);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sender[Symbol.asyncDispose]();
  }
}
