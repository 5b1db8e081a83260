import { runVideoFile } from "./app/sources/run-video.ts";
import { type RunOptions, runShape } from "./options/run-options.ts";
import type { DestinationInput } from "./options/service-targets.ts";
import { checkOptions, type OptionsInput } from "./options/options-schema.ts";
import { type SignalOption, signalShape } from "./options/signal-option.ts";
import { type Run, startRun } from "./started-run.ts";

/** Options of `runVideo`: `video` and `to` are needed, all others have defaults. */
export interface RunVideoOptions
  extends
    OptionsInput<Omit<RunOptions, "video" | "to" | "routes">>,
    DestinationInput,
    SignalOption {
  /** Path of the video file. For several videos, call once for each. */
  readonly video: string;
}

/**
 * Slices a video and delivers every frame to an inference service.
 *
 * Never throws. The run rejects with a `FrameferryError`: `ERR_OPTION` for options that do not fit, before
 * anything is done, and another code when nothing could be carried, such as `ERR_VIDEO_MISSING`.
 */
export function runVideo(options: RunVideoOptions): Run {
  return startRun(() => {
    const { signal, ...checked } = checkOptions({ ...runShape, ...signalShape }, options);
    return { signal, work: async (...run) => await runVideoFile(checked, ...run) };
  });
}
