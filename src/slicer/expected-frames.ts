import type { SliceSettings } from "./ffmpeg-arguments.ts";
import type { SliceFacts } from "./ffmpeg-log.ts";

/** Length of a video in seconds, and the estimated number of sliced frames, according to its header. */
export function expectedFrames(
  { startSeconds, durationSeconds, fps, every, firstIndex }: SliceSettings,
  facts: SliceFacts,
): { durationSeconds: number | null; expectedFrames: number | null } {
  const whole = facts.videoSeconds ?? facts.containerSeconds;
  const remaining = whole === null ? null : Math.max(0, whole - startSeconds);
  const sliced = remaining === null ? null : Math.min(remaining, durationSeconds ?? remaining);
  const rate = Math.min(facts.framesPerSecond ?? Number.NaN, fps ?? Number.POSITIVE_INFINITY);
  const expected =
    sliced === null ? Number.NaN : Math.max(0, Math.round((sliced * rate) / every) - firstIndex);
  return { durationSeconds: whole, expectedFrames: Number.isNaN(expected) ? null : expected };
}
