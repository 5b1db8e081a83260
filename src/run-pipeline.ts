import { runVideo } from "./compose/run-video.ts";
import { type RunOptions, runShape } from "./options/run-options.ts";
import type { GivenDestination } from "./options/service-targets.ts";
import { checkOptions, type Given } from "./options/shape.ts";
import { type PipelineRun, startRun } from "./started-run.ts";

/** Options of `runPipeline`: `video` and `to` are needed, all others have defaults. */
export interface PipelineOptions
  extends Given<Omit<RunOptions, "video" | "to" | "routes">>, GivenDestination {
  /** Path of the video file. For several videos, call once for each. */
  readonly video: string;
  /**
   * Ends the run early: no further frame is taken, and requests in flight are finished. While ffmpeg is
   * looked for, the summary rejects with the signal's reason.
   */
  readonly signal?: AbortSignal;
}

/**
 * Slices a video and delivers every frame to an inference service.
 *
 * @throws FrameferryError `ERR_OPTION` at once, for options that do not fit.
 */
export function runPipeline(options: PipelineOptions): PipelineRun {
  const { signal, ...given } = options;
  const checked = checkOptions(runShape, given);
  return startRun(async (follower, signals) => await runVideo(checked, follower, signals), signal);
}
