import type { TransportFault } from "../../core/service/answer.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type {
  BatchEnvelope,
  BatchProtocol,
  Protocol,
  RequestNote,
} from "../../core/service/protocol.ts";
import type { Verdict } from "../../core/frame/verdict.ts";
import { assembleBatch } from "../image/assemble-body.ts";
import type { BodyBuffers } from "../image/body-buffers.ts";
import type { FrameSenderOptions } from "./frame-sender.ts";
import type { ConnectionPool } from "../http/connection-pool.ts";
import type { PostAnswer } from "../http/exchange.ts";
import { inFramePixels } from "../image/place-detections.ts";
import { judgeFault, judgeReadFault, judgeSize } from "./judge-fault.ts";
import { reclassify } from "./answer-rules.ts";
import type { ImageSource, LoadedImage } from "../image/read-image.ts";
import type { Fault } from "../faults.ts";
import type { SendContext, SendResult } from "../send-result.ts";
import { isRejectedForm } from "./rejected-form.ts";
import { withHold } from "./with-hold.ts";
import { reportChangedFile } from "./report-changed-file.ts";

export interface BatchRequestSenderParts {
  readonly reader: ImageSource;
  /** Buffers that the reader reads into. */
  readonly buffers: BodyBuffers;
  /** Buffers that whole bodies are put together in. */
  readonly bodies: BodyBuffers;
  readonly protocol: Pick<Protocol, "imageAs" | "largestImageBytes" | "adapt">;
  readonly batch: BatchProtocol;
  readonly connections: ConnectionPool;
}

/** A frame of a batch, with its image. */
interface LoadedFrame {
  readonly frame: Frame;
  readonly image: LoadedImage;
}

/** Sends several frames once over HTTP, in one request. */
export class BatchRequestSender {
  readonly #parts: BatchRequestSenderParts;
  readonly #options: FrameSenderOptions;

  constructor(parts: BatchRequestSenderParts, options: FrameSenderOptions = {}) {
    this.#parts = parts;
    this.#options = options;
  }

  /** The result of each, in their order. One that cannot be read holds up no other. */
  async send(frames: readonly Frame[], context: SendContext): Promise<readonly SendResult[]> {
    const readings = await Promise.all(frames.map(async (frame) => await this.#read(frame)));
    const loaded = readings.filter((reading) => "image" in reading);
    const resultFor = await this.#post(loaded, context);
    if (resultFor === null) return await this.send(frames, context);
    let place = 0;
    return await Promise.all(
      readings.map(async (reading) =>
        "image" in reading ? await toResult(reading, resultFor(place++)) : reading,
      ),
    );
  }

  async #read(frame: Frame): Promise<LoadedFrame | SendResult> {
    const { reader, buffers, protocol } = this.#parts;
    const image = await reader.read(frame, IMAGE_ONLY);
    if ("readFault" in image) return { verdict: judgeReadFault(image), fault: image.readFault };
    const tooLarge = judgeSize(image.end - image.start, protocol.largestImageBytes);
    if (tooLarge !== null) buffers.giveBack(image.buffer);
    return tooLarge ?? { frame, image };
  }

  /** @returns the result of the frame in each place; `null` if the request is to be made anew. */
  async #post(
    loaded: readonly LoadedFrame[],
    context: SendContext,
  ): Promise<((place: number) => SendResult) | null> {
    if (loaded.length === 0) return () => NO_RESULT;
    const { buffers, bodies, protocol, batch, connections } = this.#parts;
    const frames = loaded.map(({ frame }) => frame);
    const images = loaded.map(({ image: { buffer, start, end } }) => buffer.subarray(start, end));
    const envelope = batch.encode(frames, images);
    const { buffer, body } = assembleBatch(images, envelope, protocol.imageAs, bodies);
    for (const { image } of loaded) buffers.giveBack(image.buffer);
    const headers = this.#withKeys(frames, envelope.headers);
    const post = { headers, body, frameCount: frames.length };
    const outcome = await connections.post(post, context.signal, context);
    // What was given up, or answered early, may still be on its way out of this buffer.
    if (!("fault" in outcome) && outcome.isBodyTaken) bodies.giveBack(buffer);
    if (isRejectedForm(protocol, outcome, envelope.note)) return null;
    return this.#judge(outcome, loaded.length, envelope.note);
  }

  /** The keys of all frames, in their order: as a whole, too, it is the same for the same request. */
  #withKeys(frames: readonly Frame[], headers: BatchEnvelope["headers"]): BatchEnvelope["headers"] {
    const { idempotencyKeyOf } = this.#options;
    if (idempotencyKeyOf === undefined) return headers;
    return { ...headers, "idempotency-key": frames.map(idempotencyKeyOf).join(",") };
  }

  #judge(
    outcome: PostAnswer | TransportFault,
    frameCount: number,
    note: RequestNote | undefined,
  ): (place: number) => SendResult {
    const fault = "fault" in outcome ? outcome.fault : null;
    const verdicts =
      "fault" in outcome ? judgeFault(outcome) : this.#parts.batch.judge(outcome, frameCount, note);
    const isShared = "kind" in verdicts;
    return (place) => {
      const verdict = isShared ? verdicts : verdicts[place];
      const result = verdict === undefined ? NO_RESULT : this.#reclassified(verdict, fault);
      const held = withHold(result, outcome);
      return frameCount === 1 ? held : { ...held, batchPosition: { place, isShared } };
    };
  }

  #reclassified(verdict: Verdict, fault: Fault | null): SendResult {
    const { rules } = this.#options;
    return rules === undefined ? { verdict, fault } : reclassify({ verdict, fault }, rules);
  }
}

async function toResult({ frame, image }: LoadedFrame, result: SendResult): Promise<SendResult> {
  return await reportChangedFile(frame, inFramePixels(result, image, frame));
}

/** An image is read as it is: it is copied into the body. */
const IMAGE_ONLY = { imageAs: "bytes", maxHeadBytes: 0, maxTailBytes: 0 } as const;

const NO_RESULT: SendResult = {
  verdict: {
    kind: "transientError",
    status: null,
    response: null,
    reason: "the answer does not mention this frame",
  },
  fault: null,
};
