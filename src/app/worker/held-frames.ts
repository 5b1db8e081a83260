import type { HeldFrame } from "../../brokers/broker.ts";
import type { Frame } from "../../core/frame/frame.ts";

/**
 * The frames that a worker holds: taken from the broker, and not answered yet. What it holds is extended, so that no other
 * worker gets it.
 */
export class HeldFrames implements Disposable {
  readonly #held = new Map<Frame, HeldFrame>();
  readonly #extending: NodeJS.Timeout | null;
  #onChange: () => void = () => {};

  /** @param holdMs time after which a frame that is held comes to another worker, in milliseconds; `null`: never. */
  constructor(holdMs: number | null) {
    this.#extending = holdMs === null ? null : setInterval(() => this.#extend(), holdMs / 3);
    this.#extending?.unref();
  }

  /** The frame that was taken first; `null` if none is held. */
  get oldest(): Frame | null {
    return this.#held.keys().next().value ?? null;
  }

  get size(): number {
    return this.#held.size;
  }

  /** Bytes of a frame; `null` if it is held no longer. */
  readonly bytesOf = (frame: Frame): Uint8Array | null =>
    this.#held.get(frame)?.message.image ?? null;

  add(frame: Frame, held: HeldFrame): void {
    this.#held.set(frame, held);
  }

  /** What the broker handed out for a frame; it is held until `remove`. */
  find(frame: Frame): HeldFrame | null {
    return this.#held.get(frame) ?? null;
  }

  /** A frame was answered. */
  remove(frame: Frame): void {
    this.#held.delete(frame);
    this.#onChange();
  }

  /** Resolves when fewer than so many are held, or the signal aborts. */
  async fewerThan(max: () => number, signal: AbortSignal): Promise<void> {
    while (this.#held.size >= max() && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onChange = resolve;
      signal.addEventListener("abort", this.#onChange, { once: true });
      await promise;
      signal.removeEventListener("abort", this.#onChange);
    }
  }

  /** The limit that `fewerThan` asks for may have changed. */
  look(): void {
    this.#onChange();
  }

  /** Gives back all that is held. @returns their number. */
  release(): number {
    const { size } = this.#held;
    for (const held of this.#held.values()) held.release();
    this.#held.clear();
    return size;
  }

  [Symbol.dispose](): void {
    if (this.#extending !== null) clearInterval(this.#extending);
  }

  #extend(): void {
    for (const held of this.#held.values()) held.extend();
  }
}
