import type { EventListener } from "../../core/events/run-event.ts";
import type { Frame } from "../../core/frame/frame.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { FrameStore } from "../../pipeline/frame-store.ts";
import { unsentResult } from "../../pipeline/previous-outcome.ts";

/** Frames that an earlier run has left, for example because it was killed, and that nobody can send any more. */
export interface LeftFrames {
  readonly frames: readonly Frame[];
  /** Handles the image of one, once it is on record. */
  readonly afterDrop?: (frame: Frame) => Promise<void>;
}

/** Receivers of what becomes of them. */
export interface LeftRecord {
  readonly record: (result: FrameResult, frame: Frame) => Promise<void>;
  readonly store: FrameStore;
}

/** Puts frames that an earlier run has left on record as dropped; this run counts them. */
export async function recordLeft(
  { frames, afterDrop }: LeftFrames,
  { record, store }: LeftRecord,
  emit: EventListener,
): Promise<void> {
  if (frames.length === 0) return;
  const commits: Promise<void>[] = [];
  const settle = async (frame: Frame, result: FrameResult): Promise<void> => {
    await store.commit(frame, result, false);
    await afterDrop?.(frame);
    emit({ type: "frameSettled", result });
  };
  for (const frame of frames) {
    emit({ type: "frameLanded", frame });
    const result = unsentResult(frame, null, { outcome: "dropped", reason: REASON });
    await record(result, frame);
    const commit = settle(frame, result);
    // Whoever waits for all of them gets the error of each.
    commit.catch(() => {});
    commits.push(commit);
  }
  store.flushNow();
  await Promise.all(commits);
  const count = formatCount(frames.length, "frame was", "frames were");
  const message = `${count} left by an earlier run, which ended before they were delivered, and dropped now: what a camera showed then does not come again`;
  emit({ type: "warningRaised", message });
}

const REASON = "the run in which it came ended before it was delivered";
