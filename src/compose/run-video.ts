import { FrameferryError } from "../core/errors.ts";
import type { RunSummary } from "../core/summary.ts";
import type { RunOptions } from "../options/run-options.ts";
import { checkVideoFile, FfmpegSlicer } from "../slicer/ffmpeg-slicer.ts";
import { findFfmpeg } from "../slicer/find-ffmpeg.ts";
import type { StopSignals } from "../submitter/submitter.ts";
import type { RunFollower } from "./deliver.ts";

/**
 * Runs the whole path for one video.
 *
 * @throws FrameferryError when nothing could be carried; a video that ends early is told in the summary.
 */
export async function runVideo(
  options: RunOptions,
  follower: RunFollower,
  signals: StopSignals,
): Promise<RunSummary> {
  // ffmpeg takes 60 ms to tell its version: as long as it takes to load all that comes after it.
  const [slicer, { deliverSliced }] = await Promise.all([
    slicerFor(options, follower.onFfmpegLine),
    import("./deliver-sliced.ts"),
  ]);
  return await deliverSliced(slicer, options, follower, signals);
}

/** The slicer of a run, made of checked parts. @throws FrameferryError for a bad video or ffmpeg. */
export async function slicerFor(
  options: RunOptions,
  onFfmpegLine?: (line: string) => void,
): Promise<FfmpegSlicer> {
  refuseSenselessOptions(options);
  const finding = findFfmpeg(options.ffmpegPath);
  // A bad video is told first.
  finding.catch(() => {});
  await checkVideoFile(options.video);
  return new FfmpegSlicer(options, await finding, onFfmpegLine);
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
