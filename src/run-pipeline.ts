import { runVideo } from "./app/sources/run-video.ts";
import { type RunOptions, runShape } from "./options/run-options.ts";
import type { GivenDestination } from "./options/service-targets.ts";
import { checkOptions, type Given } from "./options/shape.ts";
import { type SignalOption, signalShape } from "./options/signal-option.ts";
import { type PipelineRun, startRun } from "./started-run.ts";

/** Options of `runPipeline`: `video` and `to` are needed, all others have defaults. */
export interface PipelineOptions
  extends Given<Omit<RunOptions, "video" | "to" | "routes">>, GivenDestination, SignalOption {
  /** Path of the video file. For several videos, call once for each. */
  readonly video: string;
}

/**
 * Slices a video and delivers every frame to an inference service.
 *
 * Never throws. The run rejects with a `FrameferryError`: `ERR_OPTION` for options that do not fit, before
 * anything is done, and another code when nothing could be carried, such as `ERR_VIDEO_MISSING`.
 */
export function runPipeline(options: PipelineOptions): PipelineRun {
  return startRun(() => {
    const { signal, ...checked } = checkOptions({ ...runShape, ...signalShape }, options);
    return { signal, work: async (...run) => await runVideo(checked, ...run) };
  });
}
