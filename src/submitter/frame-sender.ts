import type { Answer, TransportFault } from "../core/answer.ts";
import type { Frame } from "../core/frame.ts";
import type { Protocol } from "../core/protocol.ts";
import type { Verdict } from "../core/verdict.ts";
import { assembleBody } from "./assemble-body.ts";
import type { BodyBuffers } from "./body-buffers.ts";
import type { HttpConnections } from "./http-connections.ts";
import { judgeFault } from "./judge-fault.ts";
import type { ImageReader } from "./read-image.ts";

/** Sends one frame once: read, wrap, post, judge. It never retries and never logs. */
export class FrameSender implements AsyncDisposable {
  readonly #reader: ImageReader;
  readonly #buffers: BodyBuffers;
  readonly #protocol: Protocol;
  readonly #connections: HttpConnections;

  constructor(
    reader: ImageReader,
    buffers: BodyBuffers,
    protocol: Protocol,
    connections: HttpConnections,
  ) {
    this.#reader = reader;
    this.#buffers = buffers;
    this.#protocol = protocol;
    this.#connections = connections;
  }

  async send(frame: Frame, signal: AbortSignal): Promise<Verdict> {
    const loaded = await this.#reader.read(frame, this.#protocol);
    if ("readFault" in loaded) {
      return { kind: "refused", status: null, response: null, reason: loaded.readFault };
    }
    const { buffer, start, end } = loaded;
    const refusal = tooLarge(end - start, this.#protocol.largestImageBytes);
    if (refusal !== null) {
      this.#buffers.giveBack(buffer);
      return refusal;
    }
    const envelope = this.#protocol.encode(frame, buffer.subarray(start, end));
    const body = assembleBody(loaded, envelope, this.#protocol.imageAs);
    const outcome = await this.#connections.post({ headers: envelope.headers, body }, signal);
    if (isFault(outcome)) return judgeFault(outcome);
    // Only after a whole answer: what was given up may still be on its way out of this buffer.
    this.#buffers.giveBack(buffer);
    return this.#protocol.judge(outcome, envelope.note);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connections[Symbol.asyncDispose]();
  }
}

function tooLarge(byteLength: number, largestBytes: number): Verdict | null {
  if (byteLength <= largestBytes) return null;
  const reason = `the image has ${byteLength} bytes, and the service takes ${largestBytes} at most`;
  return { kind: "refused", status: null, response: null, reason };
}

function isFault(outcome: Answer | TransportFault): outcome is TransportFault {
  return "fault" in outcome;
}
