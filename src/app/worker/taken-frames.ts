import type { FrameFeed, HeldFrame } from "../../brokers/broker.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { WorkOptions } from "../../options/work-options.ts";
import type { FrameStream } from "../../submitter/submitter.ts";
import type { HeldFrames } from "./held-frames.ts";
import { takenFrame } from "./taken-frame.ts";

/** Dependencies of the stream. */
export interface TakenFramesParts {
  readonly feed: FrameFeed;
  readonly held: HeldFrames;
  readonly emit: EventListener;
  /** Frames that may be held at once: those that can be sent now, and as many that wait for another attempt. */
  readonly maxHeld: () => number;
  /** False while the broker cannot be reached: a time without frames says nothing then. */
  readonly isConnected: () => boolean;
  /** Ends the taking. */
  readonly drain: AbortSignal;
}

/** Takes a frame from the broker each time that a service has room for it, and none in advance. */
export class TakenFrames implements FrameStream {
  readonly #parts: TakenFramesParts;
  readonly #options: Pick<WorkOptions, "untilIdleMs" | "maxFrames">;
  readonly #ending = Promise.withResolvers<void>();
  readonly length = 0;
  isEnding = false;
  #takenCount = 0;
  #takenAgainCount = 0;

  constructor(parts: TakenFramesParts, options: Pick<WorkOptions, "untilIdleMs" | "maxFrames">) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Frames that a worker had taken before. */
  get takenAgainCount(): number {
    return this.#takenAgainCount;
  }

  get ending(): Promise<void> {
    return this.#ending.promise;
  }

  [Symbol.asyncIterator](): AsyncIterator<Frame, void> {
    return { next: async () => await this.#next() };
  }

  async #next(): Promise<IteratorResult<Frame, void>> {
    const { held, maxHeld, drain } = this.#parts;
    await held.fewerThan(maxHeld, drain);
    const taken = drain.aborted || this.#isEnough ? null : await this.#take();
    if (taken === null) return this.#end();
    this.#takenCount += 1;
    if (taken.deliveries > 1) this.#takenAgainCount += 1;
    const frame = takenFrame(taken.message, performance.now());
    held.add(frame, taken);
    this.#parts.emit({ type: "frameLanded", frame });
    if (this.#isEnough) this.#announceEnd();
    return { done: false, value: frame };
  }

  /** @returns `null` if it is time to end. */
  async #take(): Promise<HeldFrame | null> {
    const { isConnected, drain } = this.#parts;
    for (;;) {
      const wasConnected = isConnected();
      const taken = await this.#takeUnlessIdle();
      const isIdle = taken === null && wasConnected && isConnected();
      if (taken !== null || isIdle || drain.aborted) return taken;
    }
  }

  async #takeUnlessIdle(): Promise<HeldFrame | null> {
    const { feed, drain } = this.#parts;
    const { untilIdleMs } = this.#options;
    const idle = untilIdleMs === null ? null : AbortSignal.timeout(untilIdleMs);
    const signal = idle === null ? drain : AbortSignal.any([drain, idle]);
    try {
      return await feed.next(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      return null;
    }
  }

  get #isEnough(): boolean {
    const { maxFrames } = this.#options;
    return maxFrames !== null && this.#takenCount >= maxFrames;
  }

  #announceEnd(): void {
    this.isEnding = true;
    this.#ending.resolve();
  }

  #end(): IteratorResult<Frame, void> {
    this.#announceEnd();
    return { done: true, value: undefined };
  }
}
