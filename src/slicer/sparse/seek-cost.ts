import { availableParallelism } from "node:os";
import type { Seek } from "./seek-plan.ts";

/** Estimated costs, in milliseconds of processor time. Only their ratios matter. */
export interface SeekCosts {
  /** An ffmpeg that starts, decodes one frame and writes it: for itself, and for each pixel of the frame. */
  readonly startMs: number;
  readonly startMsPerPixel: number;
  /** A decoded frame: for each of its pixels, and for each byte of its packet. */
  readonly msPerPixel: number;
  readonly msPerByte: number;
  /** A frame that is decoded before the wanted one, in addition: its time is checked. */
  readonly runUpMs: number;
  /** Seeks must promise at most this share of one pass. */
  readonly maxShare: number;
}

/** What a frame of a video costs by. */
export interface FrameSize {
  readonly pixelCount: number;
  /** Mean size of a frame in the file. */
  readonly byteCount: number;
}

/**
 * Costs of ffmpeg 5.1 from Debian, of H.264 at 640x360 and 1920x1080 with 4 to 95 KB a frame. The choices that follow
 * from them: `npm run bench -- sampling`.
 */
export const MEASURED_COSTS: SeekCosts = {
  startMs: 300,
  startMsPerPixel: 7e-5,
  msPerPixel: 1.4e-6,
  msPerByte: 1.3e-4,
  runUpMs: 0.5,
  maxShare: 0.95,
};

/** Share of the cores that one pass keeps busy, as its decoder has threads that wait for each other. */
const PASS_EFFICIENCY = 0.75;
/** The same of seeks that run side by side: each begins and ends alone. */
const LANE_EFFICIENCY = 0.88;
const MAX_PASS_CORES = 8;
/** Seeks at once: each needs memory for the pictures of a decoder. */
const MAX_LANES = 4;

/** Number of seeks that run at once. @param cores of this machine. */
export function seekLanes(cores: number = availableParallelism()): number {
  return Math.min(cores, MAX_LANES);
}

/**
 * Period below which seeks cannot be cheaper than one pass, in seconds, even if each frame wanted is a keyframe.
 *
 * @param framesPerSecond of the video.
 */
export function minSeekPeriodSeconds(
  framesPerSecond: number,
  size: FrameSize,
  costs: SeekCosts,
): number {
  return startMs(size, costs) / (costs.maxShare * framesPerSecond * frameMs(size, costs));
}

/** What the cost of seeks and of one pass depends on. */
export interface CostFacts {
  readonly size: FrameSize;
  readonly costs: SeekCosts;
  readonly cores?: number;
}

/**
 * True if seeks take less time than one pass.
 *
 * @param passFrames number of frames that one pass decodes.
 * @param facts.cores of this machine.
 */
export function areSeeksCheaper(
  seeks: readonly Seek[],
  passFrames: number,
  { size, costs, cores = availableParallelism() }: CostFacts,
): boolean {
  const runUpMs = frameMs(size, costs) + costs.runUpMs;
  const seekMs = (seek: Seek): number => startMs(size, costs) + (seek.runUpFrames - 1) * runUpMs;
  const seeksMs = seeks.reduce((sum, seek) => sum + seekMs(seek), 0);
  const lanes = Math.min(seekLanes(cores), Math.max(1, seeks.length));
  const passCores = Math.min(cores, MAX_PASS_CORES) * PASS_EFFICIENCY;
  const passMs = (passFrames * frameMs(size, costs)) / Math.max(1, passCores);
  return seeksMs / Math.max(1, lanes * LANE_EFFICIENCY) < costs.maxShare * passMs;
}

function startMs({ pixelCount }: FrameSize, costs: SeekCosts): number {
  return costs.startMs + pixelCount * costs.startMsPerPixel;
}

function frameMs({ pixelCount, byteCount }: FrameSize, costs: SeekCosts): number {
  return pixelCount * costs.msPerPixel + byteCount * costs.msPerByte;
}
