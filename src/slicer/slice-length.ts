import type { SliceFacts } from "./ffmpeg-log.ts";

/** What was asked of a slice, as far as its end can be judged by it. */
export interface SliceRequest {
  readonly video: string;
  readonly startSeconds: number;
  readonly durationSeconds: number | null;
  readonly fps: number | null;
  readonly every: number;
  /** Index of the first frame to write: a slice that goes on from there may find none. */
  readonly firstIndex: number;
  /** Most frames, or most of all, that may fail to decode. */
  readonly maxDecodeErrors: number | `${number}%`;
}

/**
 * Whether the last frame comes so long before the announced end that frames may be missing, or that one
 * may be shown long, as in a GIF or a recording of a screen: the structure of the file then decides.
 */
export function endsEarly(request: SliceRequest, facts: SliceFacts): boolean {
  return whyTooShort(request, facts) !== null;
}

/** Which length was announced, in words, where the slice ends too far before it; `null` where it does not. */
export function whyTooShort(request: SliceRequest, facts: SliceFacts): string | null {
  // Sound may go on after the picture: the container's length alone proves nothing.
  const expected = facts.videoSeconds ?? (isDamaged(facts) ? facts.containerSeconds : null);
  return expected !== null &&
    missingSeconds(request, facts, expected) > toleranceSeconds(request, facts, expected)
    ? `${expected.toFixed(1)} s were announced`
    : null;
}

/** Whether a part was asked for, and the last frame is that of its end. */
export function hasWantedPart(request: SliceRequest, facts: SliceFacts): boolean {
  const { durationSeconds } = request;
  if (durationSeconds === null || facts.lastPtsSeconds === null) return false;
  const missing = missingSeconds(request, facts, Number.POSITIVE_INFINITY);
  // Stricter than a judgment by the announced length: here the frames themselves tell.
  return missing <= 1.5 * facts.maxGapSeconds;
}

function missingSeconds(request: SliceRequest, facts: SliceFacts, videoSeconds: number): number {
  if (facts.lastPtsSeconds === null) return 0;
  const { startSeconds, durationSeconds } = request;
  const wantedEnd =
    facts.startSeconds + startSeconds + (durationSeconds ?? Number.POSITIVE_INFINITY);
  // Matroska's length is the time of its end, others count from their start: take the lesser.
  return Math.min(videoSeconds, wantedEnd) - facts.lastPtsSeconds;
}

/**
 * The last frame's own duration counts as missing above; cameras of variable rate make it a long one,
 * and so does a wish for few frames.
 */
function toleranceSeconds(request: SliceRequest, facts: SliceFacts, videoSeconds: number): number {
  const maxPause = Math.max(facts.maxGapSeconds, wantedPauseSeconds(request, facts));
  return Math.max(0.5, videoSeconds * 0.01, 2 * maxPause);
}

/** The pause between two frames that was asked for, in seconds; infinite where it cannot be told. */
function wantedPauseSeconds(request: SliceRequest, facts: SliceFacts): number {
  const { fps, every } = request;
  const ofRate = fps === null ? 0 : 1 / fps;
  if (every === 1) return ofRate;
  return every * Math.max(ofRate, 1 / (facts.framesPerSecond ?? 0));
}

/** Length of what was sliced, in seconds; by the header where frames tell no times. */
export function slicedSeconds({
  firstPtsSeconds: first,
  lastPtsSeconds: last,
  ...facts
}: SliceFacts): number {
  if (first === null || last === null) return facts.videoSeconds ?? facts.containerSeconds ?? 0;
  return last - first + facts.maxGapSeconds;
}

/** Whether ffmpeg complained of damage. */
export function isDamaged({ errors, warnings }: SliceFacts): boolean {
  return [...errors, ...warnings].some((line) => DAMAGED.test(line.text));
}

const DAMAGED = /corrupt|invalid/iu;
