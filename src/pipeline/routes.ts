import { BoundedQueue } from "../core/concurrency/bounded-queue.ts";
import type { Frame } from "../core/frame/frame.ts";
import type { Submitter } from "../submitter/submitter.ts";

/** Some of the frames, and their submitter. */
export interface FrameRoute {
  /** True if a frame belongs here, unless an earlier route takes it. */
  readonly takes: (frame: Frame) => boolean;
  readonly submitter: Submitter;
}

/** A route and its queue. */
export interface OpenRoute extends FrameRoute {
  readonly queue: BoundedQueue<Frame>;
}

/** Gives each route its own queue, so that one whose services are away blocks no other. */
export class Routes {
  readonly all: readonly OpenRoute[];

  /**
   * @param routes routes; the last one takes every frame.
   * @param maxWaiting maximum queue length of each; `null` for as many frames as keep it busy.
   */
  constructor(routes: readonly FrameRoute[], maxWaiting: number | null) {
    const usual = routes.length === 1 ? QUEUE_CAPACITY : LONG_QUEUE_CAPACITY;
    this.all = routes.map((branch) => ({
      ...branch,
      queue: new BoundedQueue<Frame>(maxWaiting ?? usual),
    }));
  }

  /** Queue for a frame. */
  queueFor(frame: Frame): BoundedQueue<Frame> {
    const branch = this.all.length === 1 ? this.all[0] : this.all.find(({ takes }) => takes(frame));
    return (branch as OpenRoute).queue;
  }

  /** Announces that only frames that were read may still be put back. */
  announceEnd(): void {
    for (const { queue } of this.all) queue.announceEnd();
  }

  /** Announces that no frame will come any more. */
  close(): void {
    for (const { queue } of this.all) queue.close();
  }

  /** Discards all waiting frames. */
  abandon(): void {
    for (const { queue } of this.all) queue.abandon();
  }
}

/**
 * Queue length between watcher and submitter. Small, since a new frame cannot overtake queued ones; large
 * enough to keep a fast service busy while the watcher examines the next file.
 */
const QUEUE_CAPACITY = 32;
/** Queue length if frames of one folder go to different services, until a full queue blocks the others. */
const LONG_QUEUE_CAPACITY = 4096;
