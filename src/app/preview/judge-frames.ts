import type { Frame, FrameTime } from "../../core/frame/frame.ts";
import type { FrameDecision, FrameSelector } from "../../selection/frame-selector.ts";
import type { LandedFile } from "../../watcher/watcher.ts";
import { type LeftOutBy, NOT_WHOLE } from "./frame-tally.ts";

/** An image that has landed, and its place in a video, if it comes from one. */
export interface LandedFrame {
  readonly file: LandedFile;
  readonly time: FrameTime;
}

/** Who decides on the frames of one source, and who hears of it. */
export interface Judging<Landed extends LandedFrame> {
  readonly source: string;
  /** The rules of the source. @default all frames are sent */
  readonly selector?: FrameSelector;
  /** Called for each frame, once. @param leftOutBy `null` if it would be sent. */
  readonly onDecided: (frame: Landed, leftOutBy: LeftOutBy | null) => void;
}

/**
 * Has the rules of a run decide on frames as they land. None of them is on record.
 *
 * @throws what taking the frames throws, the error of `onDecided`, and the reason of the signal.
 */
export async function judgeFrames<Landed extends LandedFrame>(
  frames: AsyncIterable<Landed>,
  { selector, ...judging }: Judging<Landed>,
  signal: AbortSignal,
): Promise<void> {
  const stop = (): void => selector?.stop();
  let hasFailed = false;
  if (selector !== undefined) selector.onFailure = () => (hasFailed = true);
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const frame of frames) {
      // What is handed out again was judged before.
      if (frame.file.isRepeat !== true) await judge(frame, selector, judging);
      if (hasFailed) break;
    }
    signal.throwIfAborted();
    await selector?.end();
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

async function judge<Landed extends LandedFrame>(
  landed: Landed,
  selector: FrameSelector | undefined,
  { source, onDecided }: Omit<Judging<Landed>, "selector">,
): Promise<void> {
  const { defect } = landed.file;
  const settle = async (decision: FrameDecision): Promise<void> =>
    onDecided(landed, defect === null ? ruleOf(decision) : NOT_WHOLE);
  if (selector === undefined) return await settle({ kind: "send" });
  const kind = defect === null ? "new" : "unusable";
  await selector.add({ frame: frameOf(landed, source), kind, isOnRecord: false, settle });
}

function ruleOf(decision: FrameDecision): LeftOutBy | null {
  return decision.kind === "skip" ? decision.rule : null;
}

function frameOf({ file, time }: LandedFrame, source: string): Frame {
  const { relativePath, byteLength, modifiedAtMs } = file;
  const identity = { source, relativePath, byteLength, modifiedAtMs };
  return { ...file, ...time, source, identity };
}
