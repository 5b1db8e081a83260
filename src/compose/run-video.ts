import { FrameferryError } from "../core/errors.ts";
import type { RunSummary } from "../core/summary.ts";
import type { RunOptions } from "../options/run-options.ts";
import { checkVideoFile, FfmpegSlicer } from "../slicer/ffmpeg-slicer.ts";
import { type Ffmpeg, findFfmpeg } from "../slicer/find-ffmpeg.ts";
import { readVideoHeader } from "../slicer/video-header.ts";
import type { StopSignals } from "../submitter/submitter.ts";
import { checkFailureOptions } from "./after-failure.ts";
import { checkWrittenPaths, IMAGES, refuseFolderOfVideo } from "./check-outputs.ts";
import type { RunFollower } from "./deliver.ts";
import { type JobPlaces, jobPlaces } from "./places.ts";

/**
 * Runs the whole path for one video, or what an earlier run has left of it.
 *
 * @throws FrameferryError when nothing could be carried; a video that ends early is told in the summary.
 */
export async function runVideo(
  options: RunOptions,
  follower: RunFollower,
  signals: StopSignals,
): Promise<RunSummary> {
  // ffmpeg takes 60 ms to tell its version: as long as it takes to load all that comes after it.
  const [ffmpeg, { deliverVideo }] = await Promise.all([
    checkSlicing(options),
    import("./deliver-video.ts"),
  ]);
  return await deliverVideo(ffmpeg, options, follower, signals);
}

/** The slicer of a new run, for its command line. @throws FrameferryError for a bad video or ffmpeg. */
export async function slicerFor(options: RunOptions): Promise<FfmpegSlicer> {
  const ffmpeg = await checkSlicing(options);
  const header = await readVideoHeader(ffmpeg.path, options.video);
  return new FfmpegSlicer({ ...options, firstIndex: 0 }, { ffmpeg, header });
}

/** Where a run of these options would keep things. */
export function runPlaces(options: RunOptions): JobPlaces {
  return jobPlaces({ kind: "video", paths: [options.video] }, options);
}

async function checkSlicing(options: RunOptions): Promise<Ffmpeg> {
  refuseSenselessOptions(options);
  const { framesFolder, video } = options;
  if (framesFolder !== null) {
    checkFailureOptions(options, [framesFolder]);
    refuseFolderOfVideo(framesFolder, video);
  }
  checkWrittenPaths(options, { files: [video], folders: [], frames: IMAGES });
  const finding = findFfmpeg(options.ffmpegPath);
  // A bad video is told first.
  finding.catch(() => {});
  await checkVideoFile(options.video);
  return await finding;
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
