import { stat } from "node:fs/promises";
import { resolve } from "node:path";
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
import { Job } from "./job.ts";
import { jobPlaces } from "./places.ts";
import { type SliceProgress, sliceProgress } from "./slice-progress.ts";
import { slicedSupply } from "./sliced-supply.ts";

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
  const video = await identityOfVideo(options.video);
  const source = { kind: "video", paths: [options.video] } as const;
  const places = jobPlaces(source, options);
  const task = {
    source,
    fingerprint: fingerprintOf(video, options),
    framesFolder: resolve(options.framesFolder ?? places.spool),
    stillExists: async (frame: FrameIdentity) =>
      isSameVideo(frame, await identityOfVideo(options.video).catch(() => null)),
  };
  const openSupply = async (tools: SupplyTools): Promise<Supply> => {
    const progress = sliceProgress(tools.job);
    const folder = await openFramesFolder(options, tools.job, progress);
    const { held } = tools.job.ledger;
    // A folder of the user's may lie on a network file system, whose files change their numbers.
    if (folder.isSpool) held.add(folder.path);
    else held.requireName(folder.path);
    const settings = { ...options, firstIndex: progress.nextIndex };
    const room = new FramesRoom(folder, settings);
    const slicer = new FfmpegSlicer(settings, ffmpeg, room, follower.onFfmpegLine);
    return slicedSupply({ options, video, slicer, folder, room, progress }, tools);
  };
  const openJob = (emit: EventListener): Promise<Job> => Job.open(places, task, options, emit);
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

/** The size and the time of the video, which are those of each of its frames. */
async function identityOfVideo(path: string): Promise<Omit<FrameIdentity, "relativePath">> {
  const { size, mtimeMs } = await stat(path);
  return { source: resolve(path), byteLength: size, modifiedAtMs: mtimeMs };
}

function isSameVideo(
  frame: FrameIdentity,
  video: Omit<FrameIdentity, "relativePath"> | null,
): boolean {
  return frame.byteLength === video?.byteLength && frame.modifiedAtMs === video.modifiedAtMs;
}

/** All that decides what the frames look like. */
function fingerprintOf(
  { byteLength, modifiedAtMs }: Omit<FrameIdentity, "relativePath">,
  options: RunOptions,
): string {
  const { framesPerSecond, everyNth, startSeconds, durationSeconds } = options;
  const { widthPixels, heightPixels, format, quality } = options;
  const slicing = { framesPerSecond, everyNth, startSeconds, durationSeconds };
  const encoding = { widthPixels, heightPixels, format, quality };
  return JSON.stringify({ byteLength, modifiedAtMs, ...slicing, ...encoding });
}
