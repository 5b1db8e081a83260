import type { Frame } from "../../src/core/frame/frame.ts";
import type { BatchSenders } from "../../src/submitter/send/batch-sender.ts";
import type { SendResult } from "../../src/submitter/send-result.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

const answer = { status: 200, response: null };
export const ACCEPTED: SendResult = { verdict: { kind: "accepted", ...answer }, fault: null };
export const REFUSED: SendResult = rejected("rejected", 400);
export const BROKEN: SendResult = rejected("transientError", 500);
export const OVERLOADED: SendResult = {
  verdict: { kind: "unavailable", status: 503, response: null, reason: "full", waitMs: null },
  fault: null,
};

export function rejected(kind: "rejected" | "transientError", status: number | null): SendResult {
  return { verdict: { kind, status, response: null, reason: `why ${status}` }, fault: null };
}

/** What a request with these frames, by their indexes, comes to: for all of them, or for each. */
export type Word = (indexes: readonly number[]) => SendResult | readonly SendResult[];

/** Stands for a service, and holds each request until it is told to answer. */
export class ScriptedWays implements BatchSenders {
  /** The indexes of the frames in each request, in the order in which requests went out. */
  readonly requests: (readonly number[])[] = [];
  maxUnderWay = 0;
  readonly #word: Word;
  readonly #isHeld: boolean;
  #underWay = 0;
  readonly #held: (() => void)[] = [];

  /** @param isHeld whether answers wait for `answerNext`. */
  constructor(word: Word = () => ACCEPTED, isHeld = false) {
    this.#word = word;
    this.#isHeld = isHeld;
  }

  readonly single: BatchSenders["single"] = {
    send: async (frame) => (await this.#ask([frame]))[0] as SendResult,
    [Symbol.asyncDispose]: async () => {},
  };

  readonly batch: BatchSenders["batch"] = { send: async (frames) => await this.#ask(frames) };

  /** Answers the request that has waited longest. */
  answerNext(): void {
    this.#held.shift()?.();
  }

  async #ask(frames: readonly Frame[]): Promise<readonly SendResult[]> {
    const indexes = frames.map(({ index }) => index ?? -1);
    this.requests.push(indexes);
    this.#underWay += 1;
    this.maxUnderWay = Math.max(this.maxUnderWay, this.#underWay);
    if (this.#isHeld) await new Promise<void>((resolve) => this.#held.push(resolve));
    else await new Promise((resolve) => setImmediate(resolve));
    this.#underWay -= 1;
    const word = this.#word(indexes);
    if (frames.length === 1) return "verdict" in word ? [word] : word;
    return frames.map((_, place) => {
      const sending = "verdict" in word ? word : (word[place] as SendResult);
      return { ...sending, batchPosition: { place, isShared: "verdict" in word } };
    });
  }
}

/** Frames with the indexes from 0 on. */
export function indexedFrames(count: number, fields: Partial<Frame> = {}): readonly Frame[] {
  return Array.from({ length: count }, (_, index) => sampleFrame({ ...fields, index }));
}
