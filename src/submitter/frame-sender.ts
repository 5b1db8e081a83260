import type { Answer, TransportFault } from "../core/answer.ts";
import type { Frame } from "../core/frame.ts";
import type { Envelope, Protocol, RequestNote } from "../core/protocol.ts";
import { assembleBody } from "./assemble-body.ts";
import type { BodyBuffers } from "./body-buffers.ts";
import type { HttpConnections } from "./http-connections.ts";
import { judgeFault, judgeReadFault } from "./judge-fault.ts";
import { type AnswerRules, reclassify } from "./policy/answer-rules.ts";
import { hasChanged, type ImageReader } from "./read-image.ts";
import type { Sender, Sending } from "./sending.ts";

export interface FrameSenderOptions {
  /** Which answers count as what; the protocol's own view by default. */
  readonly rules?: AnswerRules;
  /** What `Idempotency-Key` says of a frame; the header is left out by default. */
  readonly idempotencyKeyOf?: (frame: Frame) => string;
}

/** Sends one frame once over HTTP: read, wrap, post, judge. */
export class FrameSender implements Sender {
  readonly #reader: ImageReader;
  readonly #buffers: BodyBuffers;
  readonly #protocol: Protocol;
  readonly #connections: HttpConnections;
  readonly #options: FrameSenderOptions;

  constructor(
    reader: ImageReader,
    buffers: BodyBuffers,
    protocol: Protocol,
    connections: HttpConnections,
    options: FrameSenderOptions = {},
  ) {
    this.#reader = reader;
    this.#buffers = buffers;
    this.#protocol = protocol;
    this.#connections = connections;
    this.#options = options;
  }

  async send(frame: Frame, signal: AbortSignal): Promise<Sending> {
    const loaded = await this.#reader.read(frame, this.#protocol);
    if ("readFault" in loaded) return { verdict: judgeReadFault(loaded), fault: loaded.readFault };
    const { buffer, start, end } = loaded;
    const refusal = tooLarge(end - start, this.#protocol.largestImageBytes);
    if (refusal !== null) {
      this.#buffers.giveBack(buffer);
      return refusal;
    }
    const envelope = this.#protocol.encode(frame, buffer.subarray(start, end));
    const body = assembleBody(loaded, envelope, this.#protocol.imageAs);
    const post = { headers: this.#withKey(frame, envelope.headers), body };
    const outcome = await this.#connections.post(post, signal);
    // What was given up, or answered early, may still be on its way out of this buffer.
    if (!isFault(outcome) && outcome.isBodyTaken) this.#buffers.giveBack(buffer);
    const sending = this.#judge(outcome, envelope.note);
    const { verdict, fault } = sending;
    const isOutdated = verdict.kind === "refused" && fault === null && (await hasChanged(frame));
    return isOutdated ? { verdict: { ...verdict, kind: "superseded" }, fault } : sending;
  }

  #withKey(frame: Frame, headers: Envelope["headers"]): Envelope["headers"] {
    const { idempotencyKeyOf } = this.#options;
    if (idempotencyKeyOf === undefined) return headers;
    return { ...headers, "idempotency-key": idempotencyKeyOf(frame) };
  }

  #judge(outcome: Answer | TransportFault, note: RequestNote | undefined): Sending {
    const { rules } = this.#options;
    const sending: Sending = isFault(outcome)
      ? { verdict: judgeFault(outcome), fault: outcome.fault }
      : { verdict: this.#protocol.judge(outcome, note), fault: null };
    return rules === undefined ? sending : reclassify(sending, rules);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connections[Symbol.asyncDispose]();
  }
}

function tooLarge(byteLength: number, largestBytes: number): Sending | null {
  if (byteLength <= largestBytes) return null;
  const reason = `the image has ${byteLength} bytes, and the service takes ${largestBytes} at most`;
  const verdict = { kind: "refused", status: null, response: null, reason } as const;
  return { verdict, fault: "unreadable" };
}

function isFault(outcome: Answer | TransportFault): outcome is TransportFault {
  return "fault" in outcome;
}
