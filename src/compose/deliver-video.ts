import { stat } from "node:fs/promises";
import type { FrameferryError } from "../core/errors.ts";
import type { EventListener } from "../core/events.ts";
import type { FrameIdentity } from "../core/frame-identity.ts";
import { realPath } from "../core/real-path.ts";
import type { RunSummary } from "../core/summary.ts";
import { isAbsence } from "../core/system-error.ts";
import type { RunOptions } from "../options/run-options.ts";
import { FfmpegSlicer } from "../slicer/ffmpeg-slicer.ts";
import type { FfmpegForVideo } from "../slicer/find-ffmpeg.ts";
import { type FramesFolder, openKeptFolder, openSpool } from "../slicer/frames-folder.ts";
import { FramesRoom } from "../slicer/frames-room.ts";
import type { StopSignals } from "../submitter/submitter.ts";
import { deliver, type RunFollower, type Supply, type SupplyTools } from "./deliver.ts";
import { tellOfGrowth, writtenMeanwhile } from "./grown-video.ts";
import { fingerprintOf } from "./slicing-fingerprint.ts";
import { Job } from "./job.ts";
import { type JobPlaces, jobPlaces } from "./places.ts";
import { type SliceProgress, sliceProgress } from "./slice-progress.ts";
import { slicedSupply } from "./sliced-supply.ts";
import { historyOfVideo, warnOfOther } from "./video-history.ts";

/**
 * Slices one video and delivers its frames, or what an earlier run has left of them.
 *
 * @throws FrameferryError when nothing could be carried; a video that ends early is told in the summary.
 */
export async function deliverVideo(
  found: FfmpegForVideo,
  options: RunOptions,
  follower: RunFollower,
  signals: StopSignals,
): Promise<RunSummary> {
  const source = { kind: "video", paths: [options.video] } as const;
  const places = jobPlaces(source, options);
  const history = await historyOfVideo(options.video, places.folder);
  const { version, first } = history;
  const { byteLength, modifiedAtMs } = version;
  const video = { source: realPath(options.video), byteLength, modifiedAtMs };
  const task = {
    source,
    fingerprint: fingerprintOf(first, options),
    video: { version, hasGrown: history.relation === "grown" },
    framesFolder: ({ spool }: JobPlaces) => realPath(options.framesFolder ?? spool),
    stillExists: async (frame: FrameIdentity) => await holdsFrame(options.video, frame),
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
    const onLogLine = follower.onFfmpegLine;
    const slicer = new FfmpegSlicer(settings, { ...found, room, onLogLine });
    const findChange = (): FrameferryError | null => writtenMeanwhile(options.video, version);
    const parts = { options, video, slicer, folder, room, progress, findChange };
    return slicedSupply(parts, tools);
  };
  const openJob = async (emit: EventListener): Promise<Job> => {
    const { restart, framesFolder } = options;
    // What refuses to begin again must not have forgotten anything by then.
    if (restart && framesFolder !== null) await openKeptFolder(framesFolder, null);
    if (!restart) warnOfOther(options.video, history, emit);
    const job = await Job.open(places, task, options, emit);
    if (task.video.hasGrown && job.former !== null && job.deliveredBefore > 0)
      tellOfGrowth(options.video, sliceProgress(job).nextIndex, emit);
    return job;
  };
  return await deliver({ options, openJob, openSupply }, follower, signals);
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
  const formerFolder = former?.framesFolder ?? null;
  const isOurs = formerFolder !== null && realPath(formerFolder) === realPath(framesFolder);
  return await openKeptFolder(framesFolder, isOurs ? nextIndex : null);
}

/** Whether a video still holds a frame, or nobody can tell. A job knows only one video, which may have grown. */
async function holdsFrame(video: string, { byteLength }: FrameIdentity): Promise<boolean> {
  try {
    return (await stat(video)).size >= byteLength;
  } catch (error) {
    return !isAbsence(error);
  }
}
