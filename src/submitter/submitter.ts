import type { EventListener } from "../core/events/run-event.ts";
import type { Frame } from "../core/frame/frame.ts";
import type { FrameResult } from "../core/frame/frame-result.ts";
import type { RunStop } from "../core/summary.ts";

/** Turns frames into answers, as many at once as there may be. */
export interface Submitter extends AsyncDisposable {
  /**
   * Sends each frame until it has an outcome. Resolves to `null` when the frames end, or were
   * drained, and nothing is in flight any more; to the cause when it stopped by itself, which leaves
   * frames without an outcome and its reader's place in `frames` where it is.
   *
   * @param commit puts the outcome of a frame on record, and keeps its slot busy until it resolves.
   */
  submit(
    frames: FrameStream,
    commit: (frame: Frame, result: FrameResult) => Promise<void>,
    emit: EventListener,
    signals: StopSignals,
  ): Promise<StopReason | null>;
}

/** Reason of a submitter to stop by itself: it then does what a drain does. */
export type StopReason = RunStop;

/** Frames as they come. */
export interface FrameStream extends AsyncIterable<Frame> {
  /**
   * True if no new frame will come before each pending one has its outcome; from a stream that does not
   * say so, the next frame is awaited.
   */
  readonly isEnding?: boolean;
  /** Resolves when `isEnding` turns true. */
  readonly ending?: Promise<unknown>;
  /** Frames that wait in it; a stream that does not say so may hold any number. */
  readonly length?: number;
}

/** True if somebody has asked the source of the frames to end before its time. */
export function isAskedToEnd({ drain, finish }: StopSignals): boolean {
  return drain.aborted || finish?.aborted === true;
}

/** The ways to end early; after a drain and an abort, a frame without an outcome has none. */
export interface StopSignals {
  /** Take no further frame and make no further attempt, but finish what is in flight. Its reason may be a signal's name. */
  readonly drain: AbortSignal;
  /** Break off what is in flight, too. */
  readonly abort: AbortSignal;
  /** Take nothing more from where frames come from, but deliver all that was taken. @default never */
  readonly finish?: AbortSignal;
}
