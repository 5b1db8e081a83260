import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { FrameferryError } from "../core/errors.ts";
import type { EventListener } from "../core/events.ts";
import type { FrameIdentity } from "../core/frame-identity.ts";
import type { RunSummary } from "../core/summary.ts";
import type { RunOptions } from "../options/run-options.ts";
import { FfmpegSlicer } from "../slicer/ffmpeg-slicer.ts";
import type { Ffmpeg } from "../slicer/find-ffmpeg.ts";
import { type FramesFolder, openKeptFolder, openSpool } from "../slicer/frames-folder.ts";
import { FramesRoom } from "../slicer/frames-room.ts";
import type { StopSignals } from "../submitter/submitter.ts";
import { deliver, type RunFollower, type Supply, type SupplyTools } from "./deliver.ts";
import { tellOfGrowth, writtenMeanwhile } from "./grown-video.ts";
import { Job } from "./job.ts";
import { jobPlaces } from "./places.ts";
import { type SliceProgress, sliceProgress } from "./slice-progress.ts";
import { slicedSupply } from "./sliced-supply.ts";
import { historyOfVideo, type VideoHistory, warnOfOther } from "./video-history.ts";

/**
 * Slices one video and delivers its frames, or what an earlier run has left of them.
 *
 * @throws FrameferryError when nothing could be carried; a video that ends early is told in the summary.
 */
export async function deliverVideo(
  ffmpeg: Ffmpeg,
  options: RunOptions,
  follower: RunFollower,
  signals: StopSignals,
): Promise<RunSummary> {
  const source = { kind: "video", paths: [options.video] } as const;
  const places = jobPlaces(source, options);
  const history = await historyOfVideo(options.video, places.folder);
  const { version, first } = history;
  const { byteLength, modifiedAtMs } = version;
  const video = { source: resolve(options.video), byteLength, modifiedAtMs };
  const task = {
    source,
    fingerprint: fingerprintOf(first, options),
    video: { version, hasGrown: history.relation === "grown" },
    framesFolder: resolve(options.framesFolder ?? places.spool),
    stillExists: async (frame: FrameIdentity) => await holdsFrame(options.video, frame),
  };
  const openSupply = async (tools: SupplyTools): Promise<Supply> => {
    const progress = sliceProgress(tools.job);
    const folder = await openFramesFolder(options, tools.job, progress);
    const settings = { ...options, firstIndex: progress.nextIndex };
    const room = new FramesRoom(folder, settings);
    const slicer = new FfmpegSlicer(settings, ffmpeg, room, follower.onFfmpegLine);
    const findChange = (): FrameferryError | null => writtenMeanwhile(options.video, version);
    const parts = { options, video, slicer, folder, room, progress, findChange };
    return slicedSupply(parts, tools);
  };
  const openJob = async (emit: EventListener): Promise<Job> => {
    if (!options.restart) warnOfOther(options.video, history, emit);
    const job = await Job.open(places, task, options, emit);
    if (task.video.hasGrown && job.former !== null)
      tellOfGrowth(options.video, sliceProgress(job).nextIndex, emit);
    return job;
  };
  return await deliver({ options, places, openJob, openSupply }, follower, signals);
}

async function openFramesFolder(
  { framesFolder }: RunOptions,
  { ledger, former, places }: Job,
  { nextIndex }: SliceProgress,
): Promise<FramesFolder> {
  if (framesFolder === null) {
    return await openSpool(places.spool, nextIndex, () => {
      const failed = new Set(ledger.failures().map(({ index }) => index));
      return (index) => failed.has(index);
    });
  }
  const isOurs = former !== null && former.framesFolder === resolve(framesFolder);
  return await openKeptFolder(framesFolder, isOurs ? nextIndex : null);
}

/** A job knows no frames but those of one video, which may have grown. */
async function holdsFrame(video: string, { byteLength }: FrameIdentity): Promise<boolean> {
  const found = await stat(video).catch(() => null);
  return found !== null && found.size >= byteLength;
}

/** All that decides what the frames look like. */
function fingerprintOf(
  { byteLength, modifiedAtMs }: VideoHistory["first"],
  options: RunOptions,
): string {
  const { framesPerSecond, everyNth, startSeconds, durationSeconds } = options;
  const { widthPixels, heightPixels, format, quality } = options;
  const slicing = { framesPerSecond, everyNth, startSeconds, durationSeconds };
  const encoding = { widthPixels, heightPixels, format, quality };
  return JSON.stringify({ byteLength, modifiedAtMs, ...slicing, ...encoding });
}
