import type { BoundedQueue } from "../core/bounded-queue.ts";
import type { Frame } from "../core/frame.ts";

/** What gives way when frames land faster than they are sent. */
export interface OverflowPolicy {
  /** Which frame is dropped: the one that has waited longest, or the one that has just landed. */
  readonly drops: "oldest" | "newest";
  /** Frames that may wait; those in flight do not count. */
  readonly maxBacklog: number;
}

/**
 * Queues a frame without waiting for room.
 *
 * @returns the frame that has to be dropped for that, which may be the same; `null` for none.
 */
export async function queueOrDrop(
  queue: BoundedQueue<Frame>,
  frame: Frame,
  { drops }: OverflowPolicy,
): Promise<Frame | null> {
  const isFull = queue.length >= queue.capacity;
  if (isFull && drops === "newest") return frame;
  const oldest = isFull ? queue.take() : undefined;
  await queue.push(frame);
  return oldest ?? null;
}
