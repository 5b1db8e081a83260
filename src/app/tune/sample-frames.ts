import { randomUUID } from "node:crypto";
import type { Frame } from "../../core/frame/frame.ts";

/**
 * The frames of a sample in turn, over and over, each time under an identity of its own: a service that
 * knows frames by their key does its work for each request, and does not take the frame for one it has
 * had when it is delivered one day.
 */
export class SampleFrames {
  readonly #frames: readonly [Frame, ...Frame[]];
  readonly #id = randomUUID();
  #count = 0;

  constructor(frames: readonly [Frame, ...Frame[]]) {
    this.#frames = frames;
  }

  next(): Frame {
    const frame = this.#frames[this.#count % this.#frames.length] ?? this.#frames[0];
    this.#count += 1;
    const identity = { ...frame.identity, source: `tune ${this.#id} ${this.#count}` };
    return { ...frame, identity };
  }
}
