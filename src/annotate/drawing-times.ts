import type { Finding } from "../core/frame/predictions.ts";

/** What was found in a frame, and when in the video. */
export interface FoundFrame {
  /** Presentation time, in seconds. */
  readonly ptsSeconds: number;
  readonly findings: readonly Finding[];
  readonly text: string | null;
}

/** What is drawn from a time on; `null` for nothing. */
export interface DrawingTime {
  readonly atSeconds: number;
  readonly drawn: Pick<FoundFrame, "findings" | "text"> | null;
}

/**
 * When drawings change: what was found in a frame is shown until the next one, but for `holdSeconds` at most.
 *
 * @param frames in the order of their times; one whose time does not rise is left out.
 */
export function* drawingTimes(
  frames: Iterable<FoundFrame>,
  holdSeconds: number,
): Iterable<DrawingTime> {
  let previousSeconds: number | null = null;
  let isDrawn = false;
  for (const { ptsSeconds, findings, text } of frames) {
    if (previousSeconds !== null && ptsSeconds <= previousSeconds) continue;
    const endSeconds = (previousSeconds ?? ptsSeconds) + holdSeconds;
    if (isDrawn && endSeconds < ptsSeconds) yield { atSeconds: endSeconds, drawn: null };
    const isEmpty = findings.length === 0 && (text ?? "").trim() === "";
    const wasCleared = !isDrawn || endSeconds < ptsSeconds;
    if (!(isEmpty && wasCleared))
      yield { atSeconds: ptsSeconds, drawn: isEmpty ? null : { findings, text } };
    isDrawn = !isEmpty;
    previousSeconds = ptsSeconds;
  }
  if (isDrawn && previousSeconds !== null)
    yield { atSeconds: previousSeconds + holdSeconds, drawn: null };
}
