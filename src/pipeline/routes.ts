import { BoundedQueue } from "../core/bounded-queue.ts";
import type { Frame } from "../core/frame.ts";
import type { Submitter } from "../submitter/submitter.ts";

/** Some of the frames, and who sends them. */
export interface FrameRoute {
  /** Whether a frame belongs here, if no branch before this one takes it. */
  readonly takes: (frame: Frame) => boolean;
  readonly submitter: Submitter;
}

/** A branch, and the frames that wait for it. */
export interface OpenRoute extends FrameRoute {
  readonly queue: BoundedQueue<Frame>;
}

/** Gives each branch a queue of its own, so that one whose services are away holds up no other. */
export class Routes {
  readonly all: readonly OpenRoute[];

  /**
   * @param branches of which the last one takes every frame.
   * @param maxWaiting frames that may wait for each; `null` for as many as keep it busy.
   */
  constructor(branches: readonly FrameRoute[], maxWaiting: number | null) {
    const usual = branches.length === 1 ? QUEUE_CAPACITY : LONG_QUEUE_CAPACITY;
    this.all = branches.map((branch) => ({
      ...branch,
      queue: new BoundedQueue<Frame>(maxWaiting ?? usual),
    }));
  }

  /** Where a frame is to wait. */
  queueFor(frame: Frame): BoundedQueue<Frame> {
    const branch = this.all.length === 1 ? this.all[0] : this.all.find(({ takes }) => takes(frame));
    return (branch as OpenRoute).queue;
  }

  /** Says that only frames that were read may still come back. */
  announceEnd(): void {
    for (const { queue } of this.all) queue.announceEnd();
  }

  /** Says that no frame will come any more. */
  close(): void {
    for (const { queue } of this.all) queue.close();
  }

  /** Forgets all that wait. */
  abandon(): void {
    for (const { queue } of this.all) queue.abandon();
  }
}

/**
 * Frames between watcher and submitter. Few, for a new frame passes none that are queued already;
 * enough to keep a fast service busy while the watcher looks at the next file.
 */
const QUEUE_CAPACITY = 32;
/** Where frames of one folder go to different services: so many wait for one before the others stand still. */
const LONG_QUEUE_CAPACITY = 4096;
