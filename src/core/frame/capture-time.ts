import type { Frame } from "./frame.ts";
import type { FrameResult } from "./frame-result.ts";

/** Fields that results of frames of a camera have; none for others. */
export function captureTime({
  capturedAtMs,
  recording,
}: Frame): Pick<FrameResult, "capturedAt" | "recording"> {
  return {
    ...(capturedAtMs === undefined ? {} : { capturedAt: wallClockTime(capturedAtMs) }),
    ...(recording === undefined ? {} : { recording }),
  };
}

/** The same for a frame that was delivered just now; one of an earlier program has waited for no answer. */
export function deliveredCapture(
  frame: Frame,
): Pick<FrameResult, "capturedAt" | "recording" | "captureToAnswerMs"> {
  const { capturedAtMs } = frame;
  if (capturedAtMs === undefined || capturedAtMs < 0) return captureTime(frame);
  const captureToAnswerMs = Math.round((performance.now() - capturedAtMs) * 1000) / 1000;
  return { ...captureTime(frame), captureToAnswerMs };
}

/**
 * A time of the monotonic clock as ISO 8601 in UTC. It counts from the wall clock at the start of the program, so that
 * a clock that is set meanwhile neither turns it back nor leaves a hole.
 */
export function wallClockTime(monotonicMs: number): string {
  return new Date(Math.round(performance.timeOrigin + monotonicMs)).toISOString();
}
