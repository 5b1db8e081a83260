import type { Frame } from "../../core/frame.ts";
import type { SendContext, SendResult } from "../send-result.ts";

/** A frame that waits for its request. */
export interface BatchItem {
  readonly frame: Frame;
  readonly context: SendContext;
  /** When it came, on the monotonic clock. */
  readonly sinceMs: number;
  /** Tells what its request came to. */
  readonly tell: (sending: SendResult) => void;
  /** Tells of a bug. */
  readonly fail: (error: unknown) => void;
}

export interface BatchQueueOptions {
  /** Frames in one request, at most. */
  readonly most: number;
  /** How long a frame waits for others, at most, in milliseconds. */
  readonly waitMs: number;
}

/** Where frames wait for others to share their request with. */
export class BatchQueue {
  readonly #most: number;
  readonly #waitMs: number;
  #items: BatchItem[] = [];
  /** Those who go alone. */
  #isolated: BatchItem[] = [];

  constructor({ most, waitMs }: BatchQueueOptions) {
    this.#most = most;
    this.#waitMs = waitMs;
  }

  join(item: BatchItem, isIsolated: boolean): void {
    (isIsolated ? this.#isolated : this.#items).push(item);
  }

  /** When those who wait need wait no longer, on the monotonic clock; `null` if nobody waits. */
  get dueMs(): number | null {
    const [first] = this.#items;
    return first === undefined ? null : first.sinceMs + this.#waitMs;
  }

  /**
   * Those who go in the next request; `null` while that waits for others.
   *
   * @param isLast whether no others will come.
   */
  next(nowMs: number, isLast: boolean): readonly BatchItem[] | null {
    const alone = this.#isolated.shift();
    if (alone !== undefined) return [alone];
    const { dueMs } = this;
    if (dueMs === null) return null;
    const count = this.#fittingCount();
    const isFull = count === this.#most || count < this.#items.length;
    return isFull || isLast || dueMs <= nowMs ? this.#items.splice(0, count) : null;
  }

  /** Takes those out who came with this signal; all, without one. */
  leave(signal?: AbortSignal): readonly BatchItem[] {
    const isLeaving = (item: BatchItem): boolean =>
      signal === undefined || item.context.signal === signal;
    const everyone = [...this.#isolated, ...this.#items];
    this.#isolated = this.#isolated.filter((item) => !isLeaving(item));
    this.#items = this.#items.filter((item) => !isLeaving(item));
    return everyone.filter(isLeaving);
  }

  /** How many of the first fit into one request; at least one. */
  #fittingCount(): number {
    let byteLength = 0;
    const isBeyond = ({ frame }: BatchItem): boolean =>
      (byteLength += frame.byteLength) > MAX_IMAGE_BYTES;
    const fitting = this.#items.slice(0, this.#most).findIndex(isBeyond);
    return fitting === -1 ? Math.min(this.#most, this.#items.length) : Math.max(1, fitting);
  }
}

/** Images that share a request have no more than this in sum: each request holds a copy of them. */
const MAX_IMAGE_BYTES = 32 * 1024 * 1024;
