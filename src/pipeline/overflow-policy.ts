import type { BoundedQueue } from "../core/concurrency/bounded-queue.ts";
import type { Frame } from "../core/frame/frame.ts";

/** Handling of frames that land faster than they are sent. */
export interface OverflowPolicy {
  /** Frame to drop: the one that has waited longest, or the one that has just landed. */
  readonly drops: "oldest" | "newest";
  /** Maximum number of waiting frames; those in flight do not count. */
  readonly maxBacklog: number;
}

/**
 * Queues a frame without waiting.
 *
 * @returns the frame to drop, which may be the same one; `null` for none.
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
