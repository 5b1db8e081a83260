import type { Frame } from "../../core/frame/frame.ts";
import type { SendContext, SendResult } from "../send-result.ts";

/** A frame that waits for its request. */
export interface BatchItem {
  readonly frame: Frame;
  readonly context: SendContext;
  /** Time at which it came, on the monotonic clock. */
  readonly sinceMs: number;
  /** Takes the result of the frame. */
  readonly resolve: (result: SendResult) => void;
  /** Takes an error, which is a bug. */
  readonly reject: (error: unknown) => void;
}

export interface BatchQueueOptions {
  /** Frames in one request, at most. */
  readonly maxFrames: number;
  /** Time that a frame waits for others, at most, in milliseconds. */
  readonly waitMs: number;
}

/** Frames that wait for others to share their request with. */
export class BatchQueue {
  readonly #maxFrames: number;
  readonly #waitMs: number;
  #items: BatchItem[] = [];
  /** Frames that go alone. */
  #isolated: BatchItem[] = [];

  constructor({ maxFrames, waitMs }: BatchQueueOptions) {
    this.#maxFrames = maxFrames;
    this.#waitMs = waitMs;
  }

  join(item: BatchItem, isIsolated: boolean): void {
    (isIsolated ? this.#isolated : this.#items).push(item);
  }

  /** Time at which the first need wait no longer, on the monotonic clock; `null` if none waits. */
  get dueMs(): number | null {
    const [first] = this.#items;
    return first === undefined ? null : first.sinceMs + this.#waitMs;
  }

  /**
   * Frames of the next request; `null` while that waits for others.
   *
   * @param isLast true if no others will come.
   */
  next(nowMs: number, isLast: boolean): readonly BatchItem[] | null {
    const alone = this.#isolated.shift();
    if (alone !== undefined) return [alone];
    const { dueMs } = this;
    if (dueMs === null) return null;
    const count = this.#fittingCount();
    const isFull = count === this.#maxFrames || count < this.#items.length;
    return isFull || isLast || dueMs <= nowMs ? this.#items.splice(0, count) : null;
  }

  /** Takes out the frames that came with this signal; all, without one. */
  leave(signal?: AbortSignal): readonly BatchItem[] {
    const isLeaving = (item: BatchItem): boolean =>
      signal === undefined || item.context.signal === signal;
    const everyone = [...this.#isolated, ...this.#items];
    this.#isolated = this.#isolated.filter((item) => !isLeaving(item));
    this.#items = this.#items.filter((item) => !isLeaving(item));
    return everyone.filter(isLeaving);
  }

  /** Number of the first frames that fit into one request; at least one. */
  #fittingCount(): number {
    let byteLength = 0;
    const isBeyond = ({ frame }: BatchItem): boolean =>
      (byteLength += frame.byteLength) > MAX_IMAGE_BYTES;
    const fitting = this.#items.slice(0, this.#maxFrames).findIndex(isBeyond);
    return fitting === -1 ? Math.min(this.#maxFrames, this.#items.length) : Math.max(1, fitting);
  }
}

/** Images that share a request have no more than this in sum: each request holds a copy of them. */
const MAX_IMAGE_BYTES = 32 * 1024 * 1024;
