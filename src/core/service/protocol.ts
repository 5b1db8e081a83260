import type { Answer } from "./answer.ts";
import type { SendProbe, ProbeRequest } from "./probe-request.ts";
import type { Frame } from "../frame/frame.ts";
import type { PixelSize } from "../image/image-size.ts";
import type { PixelTensor } from "../image/pixel-tensor.ts";
import type { Verdict } from "../frame/verdict.ts";

/** Request format and answer format of one kind of service. It never sends and never retries. */
export interface Protocol extends BodyLayout {
  /**
   * Path of the requests below the service's address, such as `/predictions/resnet`; empty if requests go
   * to the address as given.
   */
  readonly route: string;
  /** Default deadline of one request, in milliseconds. */
  readonly timeoutMs: number;
  /** Largest image that the service takes, in bytes; `Infinity` without a known limit. */
  readonly largestImageBytes: number;
  readonly probe: ReadinessProbe;
  /** Conversion of the image to a tensor; absent if it is sent as it is. */
  readonly pixels?: PixelTensor;
  /** Several frames per request, if the service supports it. */
  readonly batch?: BatchProtocol;

  /**
   * Queries a ready service for what is needed before the first frame. Absent if nothing is.
   *
   * @param service address of the service.
   */
  readonly setUp?: (service: string, ask: SendProbe, signal: AbortSignal) => Promise<SetUp>;

  /** Encodes the request around the image. `image` is only lent: it must not be kept or changed. */
  encode(frame: Frame, image: Buffer): Envelope;

  /**
   * Judges an answer that was read completely.
   *
   * @param note note of the envelope that it answers.
   */
  judge(answer: Answer, note?: RequestNote): Verdict;

  /**
   * Adapts the encoding to a rejection that says how requests should look: the rejected frame is encoded
   * and sent once more, and no attempt counts for that. `null` if the answer says no such thing, or no
   * alternative is left. Absent if there is only one encoding.
   *
   * @param note note of the envelope that it answers, of one frame or of several.
   */
  readonly adapt?: (answer: Answer, note?: RequestNote) => Adaptation | null;
}

/** Change of the encoding after a rejection. */
export interface Adaptation {
  /** One sentence; `null` if another answer had caused the same change already. */
  readonly learned: string | null;
}

/** Parts of a request around the image. */
export interface Envelope {
  /** Header fields by name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body before the image, at most `maxHeadBytes`. */
  readonly head: Buffer;
  /** Body after the image, at most `maxTailBytes`. */
  readonly tail: Buffer;
  readonly note?: RequestNote;
}

/** Facts about a request that are needed to judge its answer. */
export interface RequestNote {
  /** Id of the request, which the service repeats in its answer. */
  readonly id?: string;
  /** Size of the frame, for a service that reports positions as fractions of it. */
  readonly imageSize?: PixelSize | null;
  /** Name of the token limit in the request; a service may know another one. */
  readonly limitName?: string;
}

/** Layout of a body: space to keep free around an image, so that the whole body fits into one buffer. */
export interface BodyLayout {
  /** Encoding of the image in the body: bytes, or base64 (RFC 4648, 4) without line breaks. */
  readonly imageAs: "bytes" | "base64";
  /** Maximum number of bytes before the image. */
  readonly maxHeadBytes: number;
  /** Maximum number of bytes after the image. */
  readonly maxTailBytes: number;
}

/** Encoding and judging of several frames per request. */
export interface BatchProtocol {
  /** Maximum number of frames per request; absent if the service does not say. */
  readonly maxFrames?: number;

  /** Encodes the request around the images, which are only lent. Both lists have the same order and length. */
  encode(frames: readonly Frame[], images: readonly Buffer[]): BatchEnvelope;

  /**
   * One verdict for the whole request, or one per frame in the order of sending.
   *
   * @param frameCount number of frames in the request.
   * @param note note of the envelope that it answers.
   */
  judge(answer: Answer, frameCount: number, note?: RequestNote): Verdict | readonly Verdict[];
}

/** Parts of a request around several images. */
export interface BatchEnvelope {
  /** Header fields by name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Body before the first image, between each two, and after the last: one part more than images. */
  readonly around: readonly Buffer[];
  readonly note?: RequestNote;
}

/** Probe that finds out whether a service is ready for frames. */
export interface ReadinessProbe {
  readonly method: ProbeRequest["method"];
  /** True if the answer states readiness; else any answer only shows that the service is there. */
  readonly isConclusive: boolean;
  /** Header fields of the request besides the user's. @default none */
  readonly headers?: ProbeRequest["headers"];
  /** Address of the probe. @param service address of the service. */
  address(service: string): string;
  /** Reason why the service is not ready; `null` if it is. */
  notReadyReason(answer: Answer): string | null;
}

/** Result of a set-up. */
export type SetUp =
  | {
      /** Protocol for all further frames. */
      readonly protocol: Protocol;
      /** One sentence about what was found. */
      readonly description: string;
    }
  | SetUpProblem;

export interface SetUpProblem {
  /** Reason why no frame can be sent. */
  readonly problem: string;
  /** Way out if the service works, but its model or the options do not fit; else absent. */
  readonly remedy?: string;
}
