import type { RequestEnded } from "../../core/events/frame-events.ts";
import { isSystemError } from "../../core/files/system-error.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { type HeldImage, holdImage } from "../../pictures/held-image.ts";
import type { AttemptMade } from "../frame-data.ts";
import { AttemptLog } from "./attempt-log.ts";
import type { SamplePace } from "./sample-pace.ts";

/** A frame that will be shown. */
export interface FrameSample {
  readonly attempts: readonly AttemptMade[];
  /** Its image; `null` if it could not be had. */
  readonly image: Promise<Buffer | null>;
}

/**
 * Takes a few of the frames whose last request has ended, with their images: by the time of their outcome these may be
 * deleted. Nothing waits for it.
 */
export class FrameSampler {
  readonly #pace: SamplePace;
  readonly #attempts = new AttemptLog();
  /** Samples without an outcome, by source and path. */
  readonly #waiting = new Map<string, FrameSample>();
  /** Size of the images of samples. */
  #heldBytes = 0;

  constructor(pace: SamplePace) {
    this.#pace = pace;
  }

  requestEnded(event: RequestEnded): void {
    const { frame, attempt, verdict, retryInMs } = event;
    if (verdict === null) return;
    const isFailed = verdict.kind !== "accepted";
    const isTaken = retryInMs === null && this.#takes(isFailed);
    if (isFailed || isTaken || attempt > 1) this.#attempts.record(event);
    if (isTaken) this.#hold(frame);
  }

  /** The sample of a frame that has its outcome; `null` for one that is not shown. */
  take({ source, frame, outcome, attempts }: FrameResult): FrameSample | null {
    const key = keyOf(source, frame);
    const sample = this.#waiting.get(key);
    this.#waiting.delete(key);
    if (outcome !== "delivered" && outcome !== "failed") return null;
    if (sample !== undefined) return sample;
    const wasNeverSent = outcome === "failed" && attempts === 0;
    return wasNeverSent && this.#takes(true) ? NOTHING_HELD : null;
  }

  #takes(isFailed: boolean): boolean {
    return this.#pace.take(isFailed, performance.now());
  }

  #hold(frame: Frame): void {
    const isSmallEnough = this.#heldBytes + frame.byteLength <= MAX_HELD_BYTES;
    const held = isSmallEnough ? holdImage(frame) : null;
    const image = held === null ? NOTHING_HELD.image : this.#read(held, frame.byteLength);
    const attempts = this.#attempts.of(frame);
    this.#makeRoom();
    this.#waiting.set(keyOf(frame.source, frame.relativePath), { attempts, image });
  }

  /** A frame that never gets an outcome, since its run was stopped, must not be in the way of others. */
  #makeRoom(): void {
    if (this.#waiting.size < MAX_WAITING) return;
    for (const oldest of this.#waiting.keys()) return void this.#waiting.delete(oldest);
  }

  async #read(held: HeldImage, byteLength: number): Promise<Buffer | null> {
    this.#heldBytes += byteLength;
    try {
      await using image = held;
      return await image.read();
    } catch (error) {
      // A picture is an extra. Whatever is wrong with the disk says so where frames are sent.
      if (!isSystemError(error)) throw error;
      return null;
    } finally {
      this.#heldBytes -= byteLength;
    }
  }
}

const NOTHING_HELD: FrameSample = { attempts: [], image: Promise.resolve(null) };

function keyOf(source: string, relativePath: string): string {
  return `${source}\0${relativePath}`;
}

/** Samples that wait for their outcome at most. */
const MAX_WAITING = 16;
/** Images that are being read at once, in bytes. */
export const MAX_HELD_BYTES: number = 16 * 1024 * 1024;
