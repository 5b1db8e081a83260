import type { SliceSettings } from "./ffmpeg-arguments.ts";
import type { SliceFacts } from "./ffmpeg-log.ts";
import { gateRules } from "./frame-gate.ts";
import { wantedCount } from "./wanted-frames.ts";

/** Length of a video in seconds, and the estimated number of sliced frames, according to its header. */
export function expectedFrames(
  settings: SliceSettings,
  facts: SliceFacts,
): { durationSeconds: number | null; expectedFrames: number | null } {
  const { startSeconds, durationSeconds, fps, every, firstIndex, keyframes } = settings;
  const whole = facts.videoSeconds ?? facts.containerSeconds;
  // What passed in an earlier slice does not tell how many frames were looked at.
  if (firstIndex > 0 && gateRules(settings).length > 0)
    return { durationSeconds: whole, expectedFrames: null };
  if (settings.wanted) {
    const expected = Math.max(0, wantedCount(settings.wanted) - firstIndex);
    return { durationSeconds: whole, expectedFrames: expected };
  }
  const remaining = whole === null ? null : Math.max(0, whole - startSeconds);
  const sliced = remaining === null ? null : Math.min(remaining, durationSeconds ?? remaining);
  const rate = Math.min(facts.framesPerSecond ?? Number.NaN, fps ?? Number.POSITIVE_INFINITY);
  const expected =
    sliced === null ? Number.NaN : Math.max(0, Math.round((sliced * rate) / every) - firstIndex);
  const isUnknown = keyframes || Number.isNaN(expected);
  return { durationSeconds: whole, expectedFrames: isUnknown ? null : expected };
}
