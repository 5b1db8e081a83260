import type { TransportFault } from "../core/answer.ts";
import type { Frame } from "../core/frame.ts";
import type { Protocol } from "../core/protocol.ts";
import type { Verdict } from "../core/verdict.ts";
import type { BodyBuffers } from "./body-buffers.ts";
import type { HttpConnections, PostAnswer } from "./http-connections.ts";
import { judgeFault, judgeReadFault } from "./judge-fault.ts";
import { hasChanged, type ImageReader } from "./read-image.ts";

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
    if ("readFault" in loaded) return judgeReadFault(loaded);
    const { buffer, start, end } = loaded;
    const { headers, head, tail } = this.#protocol.encode(frame, buffer.subarray(start, end));
    head.copy(buffer, start - head.length);
    tail.copy(buffer, end);
    const body = buffer.subarray(start - head.length, end + tail.length);
    const outcome = await this.#connections.post({ headers, body }, signal);
    if (isFault(outcome)) return judgeFault(outcome);
    // What was given up, or answered early, may still be on its way out of this buffer.
    if (outcome.isBodyTaken) this.#buffers.giveBack(buffer);
    const verdict = this.#protocol.judge(outcome);
    const isOutdated = verdict.kind === "refused" && (await hasChanged(frame));
    return isOutdated ? { ...verdict, kind: "superseded" } : verdict;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connections[Symbol.asyncDispose]();
  }
}

function isFault(outcome: PostAnswer | TransportFault): outcome is TransportFault {
  return "fault" in outcome;
}
