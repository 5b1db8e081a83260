import type { Answer } from "./answer.ts";
import type { Ask, ProbeRequest } from "./probe-request.ts";
import type { Frame } from "./frame.ts";
import type { PixelSize } from "./image-size.ts";
import type { PixelTensor } from "./pixel-tensor.ts";
import type { Verdict } from "./verdict.ts";

/** How one kind of service wants its frames, and how it answers. It never sends and never retries. */
export interface Protocol extends BodyLayout {
  /**
   * Path of the requests below the service's address, such as `/predictions/resnet`; empty where
   * they go to the address as it is given.
   */
  readonly route: string;
  /** Deadline of one request where the user names none, in milliseconds. */
  readonly timeoutMs: number;
  /** Size of the largest image that the service takes, in bytes; `Infinity` if it names no limit. */
  readonly largestImageBytes: number;
  readonly probe: ReadinessProbe;
  /** What an image is made into before it is encoded; absent where it goes as it is. */
  readonly pixels?: PixelTensor;
  /** Several frames in one request, where the service knows that. */
  readonly batch?: BatchProtocol;

  /**
   * Asks a service that is ready what it must know before the first frame. Absent where nothing
   * needs to be known.
   *
   * @param service the service's address.
   */
  readonly setUp?: (service: string, ask: Ask, signal: AbortSignal) => Promise<SetUp>;

  /** What goes around the image. `image` is only lent: it must not be kept or changed. */
  encode(frame: Frame, image: Buffer): Envelope;

  /**
   * What an answer that was read in full comes to.
   *
   * @param note the note on the envelope that it answers.
   */
  judge(answer: Answer, note?: RequestNote): Verdict;

  /**
   * Reads in a refusal how the service wants its requests otherwise, and encodes them so from then on:
   * what was refused is to be encoded and sent once more, and no attempt counts for that. `null` where
   * it says no such thing, or where nothing else is left to try. Absent where there is only one way.
   *
   * @param note the note on the envelope that it answers, of one frame or of several.
   */
  readonly adapt?: (answer: Answer, note?: RequestNote) => Adaptation | null;
}

/** What a refusal taught. */
export interface Adaptation {
  /** In words; `null` where it was known by then, from another answer. */
  readonly learned: string | null;
}

/** The parts of a request around the image. */
export interface Envelope {
  /** Header fields by name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body before the image, at most `headRoom`. */
  readonly head: Buffer;
  /** Bytes of the body after the image, at most `tailRoom`. */
  readonly tail: Buffer;
  readonly note?: RequestNote;
}

/** What a judge must know of the request that an answer belongs to. */
export interface RequestNote {
  /** Name of the request, which the service repeats in its answer. */
  readonly id?: string;
  /** Size of the frame, for a service that gives places as parts of it. */
  readonly imageSize?: PixelSize | null;
  /** What it calls the limit of an answer's tokens, which a service may know under another name. */
  readonly limitName?: string;
}

/** Room to keep free around an image, so that the whole body lies in one buffer. */
export interface BodyLayout {
  /** How the image goes into the body: as it is, or as base64 (RFC 4648, 4) without line breaks. */
  readonly imageAs: "bytes" | "base64";
  /** Most bytes that go before the image in a body. */
  readonly headRoom: number;
  /** Most bytes that go after the image in a body. */
  readonly tailRoom: number;
}

/** The two halves of a protocol for several frames in one request. */
export interface BatchProtocol {
  /** Frames in one request that the service takes, at most; absent where it does not say. */
  readonly maxFrames?: number;

  /** What goes around the images, which are only lent. Both lists have the same order and length. */
  encode(frames: readonly Frame[], images: readonly Buffer[]): BatchEnvelope;

  /**
   * One verdict that holds for the whole request, or one for each frame in the order of sending.
   *
   * @param frameCount frames in the request.
   * @param note the note on the envelope that it answers.
   */
  judge(answer: Answer, frameCount: number, note?: RequestNote): Verdict | readonly Verdict[];
}

/** The parts of a request around several images. */
export interface BatchEnvelope {
  /** Header fields by name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Before the first image, between each two, and after the last: one more than there are images. */
  readonly around: readonly Buffer[];
  readonly note?: RequestNote;
}

/** How to learn whether a service is ready for frames. */
export interface ReadinessProbe {
  readonly method: ProbeRequest["method"];
  /** Whether the service has a word for readiness; else any answer shows no more than that it is there. */
  readonly isTelling: boolean;
  /** Header fields of the question, besides the user's. @default none */
  readonly headers?: ProbeRequest["headers"];
  /** Where to ask. @param service the service's address. */
  address(service: string): string;
  /** Why the service is not ready, in words; `null` when it is. */
  whyNotReady(answer: Answer): string | null;
}

/** What a set-up comes to. */
export type SetUp =
  | {
      /** The protocol to send frames with from now on. */
      readonly protocol: Protocol;
      /** What was found, in words. */
      readonly found: string;
    }
  | SetUpProblem;

export interface SetUpProblem {
  /** Why no frame can be sent, in words. */
  readonly problem: string;
  /** The way out, where the service is well, and its model or the options do not fit; else absent. */
  readonly remedy?: string;
}
