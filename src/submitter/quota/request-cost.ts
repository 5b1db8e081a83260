/** A rate such as 5 requests in a second. */
export interface Rate {
  /** Requests, or bytes. */
  readonly amount: number;
  /** Length of the window that may hold so many, in milliseconds. */
  readonly windowMs: number;
}

/**
 * Time that a request takes of its service, in milliseconds: so much that no window holds more of them than it may.
 * With one more, they span a window and a margin, for requests do not take equally long to arrive.
 */
export function requestCostMs({ amount, windowMs }: Rate): number {
  return (windowMs + MARGIN_MS) / amount;
}

/**
 * The same for a request of so many bytes: no window holds more bytes than it may, as long as a request fits into
 * it at all. A larger one goes out by itself, and the next one waits for as long as its bytes take at that rate.
 *
 * @param largestBytes size of the largest request so far, this one included.
 */
export function byteCostMs(rate: Rate, byteLength: number, largestBytes: number): number {
  const fitting = Math.floor(rate.amount / largestBytes);
  const amount = fitting === 0 ? rate.amount : fitting * largestBytes;
  return (byteLength * (rate.windowMs + MARGIN_MS)) / amount;
}

/** Difference between the times that two requests take to arrive which does no harm, with what timers are late. */
const MARGIN_MS = 100;
