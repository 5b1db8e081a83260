import { FrameferryError } from "../core/errors.ts";
import type { RunSummary } from "../core/summary.ts";
import type { RunOptions } from "../options/run-options.ts";
import { checkVideoFile, FfmpegSlicer } from "../slicer/ffmpeg-slicer.ts";
import { type FfmpegForVideo, findFfmpegFor } from "../slicer/find-ffmpeg.ts";
import type { StopSignals } from "../submitter/submitter.ts";
import { checkFailureOptions } from "./after-failure.ts";
import { checkWrittenPaths, IMAGES, refuseFolderOfVideo } from "./check-outputs.ts";
import type { RunFollower } from "./deliver.ts";
import { type JobPlaces, jobPlaces } from "./places.ts";

/**
 * Runs the whole path for one video, or what an earlier run has left of it.
 *
 * @throws FrameferryError when nothing could be carried; a video that ends early is told in the summary. The
 *   signal's reason where a drain comes while ffmpeg is looked for.
 */
export async function runVideo(
  options: RunOptions,
  follower: RunFollower,
  signals: StopSignals,
): Promise<RunSummary> {
  // ffmpeg takes 70 ms to read a header: as long as it takes to load all that comes after it.
  const [found, { deliverVideo }] = await Promise.all([
    checkSlicing(options, signals.drain),
    import("./deliver-video.ts"),
  ]);
  return await deliverVideo(found, options, follower, signals);
}

/** The slicer of a new run, for its command line. @throws FrameferryError for a bad video or ffmpeg. */
export async function slicerFor(options: RunOptions): Promise<FfmpegSlicer> {
  return new FfmpegSlicer({ ...options, firstIndex: 0 }, await checkSlicing(options));
}

/** Where a run of these options would keep things. */
export function runPlaces(options: RunOptions): JobPlaces {
  return jobPlaces({ kind: "video", paths: [options.video] }, options);
}

/** A bad video is told before any ffmpeg is looked for. */
async function checkSlicing(options: RunOptions, signal?: AbortSignal): Promise<FfmpegForVideo> {
  refuseSenselessOptions(options);
  const { framesFolder, video } = options;
  if (framesFolder !== null) {
    checkFailureOptions(options, [framesFolder]);
    refuseFolderOfVideo(framesFolder, video);
  }
  checkWrittenPaths(options, { files: [video], folders: [], frames: IMAGES });
  await checkVideoFile(video);
  return await findFfmpegFor(video, options.ffmpegPath, signal);
}

function refuseSenselessOptions({ format, quality }: RunOptions): void {
  if (format !== "png" || quality === null) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: "a quality makes no sense for png, which is lossless",
    remedy: "leave the quality out, or choose jpg or webp",
  });
}
