import type { Answer, TransportFault } from "../../core/service/answer.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { Envelope, Protocol, RequestNote } from "../../core/service/protocol.ts";
import { assembleBody } from "../image/assemble-body.ts";
import type { BodyBuffers } from "../image/body-buffers.ts";
import type { ConnectionPool } from "../http/connection-pool.ts";
import { inFramePixels } from "../image/place-detections.ts";
import { judgeFault, judgeReadFault, judgeSize } from "./judge-fault.ts";
import { type AnswerRules, reclassify } from "./answer-rules.ts";
import type { ImageSource } from "../image/read-image.ts";
import type { SendContext, Sender, SendResult } from "../send-result.ts";
import { isRejectedForm } from "./rejected-form.ts";
import { withHold } from "./with-hold.ts";
import { reportChangedFile } from "./report-changed-file.ts";

export interface FrameSenderOptions {
  /** Rules of the user for answers. @default the protocol's own */
  readonly rules?: AnswerRules;
  /** Value of `Idempotency-Key` for a frame. @default the header is left out */
  readonly idempotencyKeyOf?: (frame: Frame) => string;
}

/** Sends one frame once over HTTP: read, wrap, post, judge. */
export class FrameSender implements Sender {
  readonly #reader: ImageSource;
  readonly #buffers: BodyBuffers;
  readonly #protocol: Protocol;
  readonly #connections: ConnectionPool;
  readonly #options: FrameSenderOptions;

  constructor(
    reader: ImageSource,
    buffers: BodyBuffers,
    protocol: Protocol,
    connections: ConnectionPool,
    options: FrameSenderOptions = {},
  ) {
    this.#reader = reader;
    this.#buffers = buffers;
    this.#protocol = protocol;
    this.#connections = connections;
    this.#options = options;
  }

  async send(frame: Frame, context: SendContext): Promise<SendResult> {
    const loaded = await this.#reader.read(frame, this.#protocol);
    if ("readFault" in loaded) return { verdict: judgeReadFault(loaded), fault: loaded.readFault };
    const { buffer, start, end } = loaded;
    const tooLarge = judgeSize(end - start, this.#protocol.largestImageBytes);
    if (tooLarge !== null) {
      this.#buffers.giveBack(buffer);
      return tooLarge;
    }
    const envelope = this.#protocol.encode(frame, buffer.subarray(start, end));
    const body = assembleBody(loaded, envelope, this.#protocol.imageAs);
    const post = { headers: this.#withKey(frame, envelope.headers), body };
    const outcome = await this.#connections.post(post, context.signal, context);
    // What was given up, or answered early, may still be on its way out of this buffer.
    if (!isFault(outcome) && outcome.isBodyTaken) this.#buffers.giveBack(buffer);
    if (isRejectedForm(this.#protocol, outcome, envelope.note))
      return await this.send(frame, context);
    const result = inFramePixels(this.#judge(outcome, envelope.note), loaded, frame);
    return withHold(await reportChangedFile(frame, result), outcome);
  }

  #withKey(frame: Frame, headers: Envelope["headers"]): Envelope["headers"] {
    const { idempotencyKeyOf } = this.#options;
    if (idempotencyKeyOf === undefined) return headers;
    return { ...headers, "idempotency-key": idempotencyKeyOf(frame) };
  }

  #judge(outcome: Answer | TransportFault, note: RequestNote | undefined): SendResult {
    const { rules } = this.#options;
    const result: SendResult = isFault(outcome)
      ? { verdict: judgeFault(outcome), fault: outcome.fault }
      : { verdict: this.#protocol.judge(outcome, note), fault: null };
    return rules === undefined ? result : reclassify(result, rules);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connections[Symbol.asyncDispose]();
  }
}

function isFault(outcome: Answer | TransportFault): outcome is TransportFault {
  return "fault" in outcome;
}
