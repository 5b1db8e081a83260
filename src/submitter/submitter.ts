import type { EventListener } from "../core/events.ts";
import type { Frame } from "../core/frame.ts";
import type { FrameResult } from "../core/result.ts";

/** Turns frames into answers, as many at once as it may. */
export interface Submitter extends AsyncDisposable {
  /**
   * Sends each frame until it has a final word. Resolves when the frames end and nothing is in
   * flight any more.
   *
   * @param settle is told the final word on a frame, and keeps its slot busy until it resolves.
   */
  submit(
    frames: AsyncIterable<Frame>,
    settle: (frame: Frame, result: FrameResult) => Promise<void>,
    emit: EventListener,
    signals: StopSignals,
  ): Promise<void>;
}

/** The two ways to end early; a frame without a final word then has none. */
export interface StopSignals {
  /** Take no further frame and make no further attempt, but finish what is in flight. Its reason may be a signal's name. */
  readonly drain: AbortSignal;
  /** Break off what is in flight, too. */
  readonly abort: AbortSignal;
}
