import { MAX_GOP_SECONDS } from "./seek-options.ts";
import type { SliceFacts } from "./ffmpeg-log.ts";
import type { WantedFrames } from "./wanted-frames.ts";

/** Requested part of a video, for judging its end. */
export interface SliceRequest {
  readonly video: string;
  readonly startSeconds: number;
  readonly durationSeconds: number | null;
  readonly fps: number | null;
  readonly every: number;
  /** True if only keyframes were decoded. */
  readonly keyframes: boolean;
  /** Frames that were asked for one by one. @default all */
  readonly wanted?: WantedFrames | null;
  /** Index of the first frame to write: a continued slice may find none. */
  readonly firstIndex: number;
  /** Maximum number, or percentage, of frames that may fail to decode. */
  readonly maxDecodeErrors: number | `${number}%`;
}

/**
 * True if the last frame comes so long before the announced end that frames may be missing, or that it may
 * be shown long, as in a GIF or a screen recording: the structure of the file then decides.
 */
export function endsEarly(request: SliceRequest, facts: SliceFacts): boolean {
  return tooShortReason(request, facts) !== null;
}

/** Message with the announced length if the slice ends too far before it; `null` if it does not. */
export function tooShortReason(request: SliceRequest, facts: SliceFacts): string | null {
  // Audio may continue after the picture: the container's length alone proves nothing.
  const expected = facts.videoSeconds ?? (isDamaged(facts) ? facts.containerSeconds : null);
  return expected !== null &&
    missingSeconds(request, facts, expected) > toleranceSeconds(request, facts, expected)
    ? `${expected.toFixed(1)} s were announced`
    : null;
}

/** True if a part was requested, and the last frame is at its end. */
export function hasWantedPart(request: SliceRequest, facts: SliceFacts): boolean {
  const { durationSeconds } = request;
  if (durationSeconds === null || facts.lastPtsSeconds === null) return false;
  const missing = missingSeconds(request, facts, Number.POSITIVE_INFINITY);
  // Stricter than the check of the announced length: the frames themselves are evidence here.
  return missing <= 1.5 * facts.maxGapSeconds;
}

function missingSeconds(request: SliceRequest, facts: SliceFacts, videoSeconds: number): number {
  if (facts.lastPtsSeconds === null) return 0;
  const wantedEnd = facts.startSeconds + requestedEnd(request);
  // Matroska's length is the time of its end, others count from their start: take the smaller one.
  return Math.min(videoSeconds, wantedEnd) - facts.lastPtsSeconds;
}

/** Time from the start of the video at which the request ends, in seconds; may be infinite. */
function requestedEnd({ startSeconds, durationSeconds, wanted = null }: SliceRequest): number {
  // Whether frames of these indexes are there is seen by their number.
  if (wanted?.kind === "indexes") return 0;
  if (wanted?.kind === "times") return wanted.seconds.at(-1) ?? 0;
  return startSeconds + (durationSeconds ?? Number.POSITIVE_INFINITY);
}

/**
 * Tolerated difference in seconds. The last frame's own duration counts as missing; cameras of variable
 * rate make it long, and so does a request for few frames.
 */
function toleranceSeconds(request: SliceRequest, facts: SliceFacts, videoSeconds: number): number {
  // Between frames that were asked for one by one, gaps say nothing of the video.
  const maxGap = (request.wanted ?? null) === null ? facts.maxGapSeconds : 0;
  const maxPause = Math.max(maxGap, wantedPauseSeconds(request, facts));
  return Math.max(0.5, videoSeconds * 0.01, 2 * maxPause);
}

/** Requested gap between two frames, in seconds; infinite if unknown. */
function wantedPauseSeconds(request: SliceRequest, facts: SliceFacts): number {
  const { fps, every, keyframes } = request;
  const ofRate = Math.max(fps === null ? 0 : 1 / fps, keyframes ? MAX_GOP_SECONDS : 0);
  if (every === 1) return ofRate;
  return every * Math.max(ofRate, 1 / (facts.framesPerSecond ?? 0));
}

/** Length of the sliced part, in seconds; by the header if frames have no times. */
export function slicedSeconds({
  firstPtsSeconds: first,
  lastPtsSeconds: last,
  ...facts
}: SliceFacts): number {
  if (first === null || last === null) return facts.videoSeconds ?? facts.containerSeconds ?? 0;
  return last - first + facts.maxGapSeconds;
}

/** True if ffmpeg reported damage. */
export function isDamaged({ errors, warnings }: SliceFacts): boolean {
  return [...errors, ...warnings].some((line) => DAMAGED.test(line.text));
}

const DAMAGED = /corrupt|invalid/iu;
