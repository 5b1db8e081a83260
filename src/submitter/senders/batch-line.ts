import type { Frame } from "../../core/frame.ts";
import type { Sending } from "./sending.ts";

/** A frame that waits for its request. */
export interface Passenger {
  readonly frame: Frame;
  readonly signal: AbortSignal;
  /** When it came, on the monotonic clock. */
  readonly sinceMs: number;
  /** Tells what its request came to. */
  readonly tell: (sending: Sending) => void;
  /** Tells of a bug. */
  readonly fail: (error: unknown) => void;
}

export interface BatchLineOptions {
  /** Frames in one request, at most. */
  readonly most: number;
  /** How long a frame waits for others, at most, in milliseconds. */
  readonly waitMs: number;
}

/** Where frames wait for others to share their request with. */
export class BatchLine {
  readonly #most: number;
  readonly #waitMs: number;
  #passengers: Passenger[] = [];
  /** Those who go alone. */
  #loners: Passenger[] = [];

  constructor({ most, waitMs }: BatchLineOptions) {
    this.#most = most;
    this.#waitMs = waitMs;
  }

  join(passenger: Passenger, isLoner: boolean): void {
    (isLoner ? this.#loners : this.#passengers).push(passenger);
  }

  /** When those who wait need wait no longer, on the monotonic clock; `null` if nobody waits. */
  get dueMs(): number | null {
    const [first] = this.#passengers;
    return first === undefined ? null : first.sinceMs + this.#waitMs;
  }

  /**
   * Those who go in the next request; `null` while that waits for others.
   *
   * @param isLast whether no others will come.
   */
  next(nowMs: number, isLast: boolean): readonly Passenger[] | null {
    const loner = this.#loners.shift();
    if (loner !== undefined) return [loner];
    const { dueMs } = this;
    if (dueMs === null) return null;
    const count = this.#fittingCount();
    const isFull = count === this.#most || count < this.#passengers.length;
    return isFull || isLast || dueMs <= nowMs ? this.#passengers.splice(0, count) : null;
  }

  /** Takes those out who came with this signal; all, without one. */
  leave(signal?: AbortSignal): readonly Passenger[] {
    const isLeaving = (passenger: Passenger): boolean =>
      signal === undefined || passenger.signal === signal;
    const everyone = [...this.#loners, ...this.#passengers];
    this.#loners = this.#loners.filter((passenger) => !isLeaving(passenger));
    this.#passengers = this.#passengers.filter((passenger) => !isLeaving(passenger));
    return everyone.filter(isLeaving);
  }

  /** How many of the first fit into one request; at least one. */
  #fittingCount(): number {
    let byteLength = 0;
    const isBeyond = ({ frame }: Passenger): boolean =>
      (byteLength += frame.byteLength) > MOST_IMAGE_BYTES;
    const fitting = this.#passengers.slice(0, this.#most).findIndex(isBeyond);
    return fitting === -1 ? Math.min(this.#most, this.#passengers.length) : Math.max(1, fitting);
  }
}

/** Images that share a request have no more than this in sum: each request holds a copy of them. */
const MOST_IMAGE_BYTES = 32 * 1024 * 1024;
