import type { Answer } from "./answer.ts";
import type { Frame } from "./frame.ts";
import type { Verdict } from "./verdict.ts";

/** How one kind of service wants its frames, and how it answers. It never sends and never retries. */
export interface Protocol extends BodyRoom {
  /** What goes around the image. `image` is only lent: it must not be kept or changed. */
  encode(frame: Frame, image: Buffer): Envelope;

  /** What an answer that was read in full comes to. */
  judge(answer: Answer): Verdict;
}

/** The parts of a request around the image. */
export interface Envelope {
  /** Header fields by name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body before the image, at most `headRoom`. */
  readonly head: Buffer;
  /** Bytes of the body after the image, at most `tailRoom`. */
  readonly tail: Buffer;
}

/** Room to keep free around an image, so that the whole body lies in one buffer. */
export interface BodyRoom {
  /** Most bytes that go before the image in a body. */
  readonly headRoom: number;
  /** Most bytes that go after the image in a body. */
  readonly tailRoom: number;
}
