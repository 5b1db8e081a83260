import type { EventListener } from "../../core/events/run-event.ts";
import { realPath } from "../../core/files/real-path.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { FfmpegSlicer } from "../../slicer/ffmpeg-slicer.ts";
import type { FfmpegForVideo } from "../../slicer/find-ffmpeg.ts";
import { type FramesFolder, openKeptFolder, openSpool } from "../../slicer/frames-folder.ts";
import { SpoolQuota } from "../../slicer/spool-quota.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import { deliver } from "../delivery/deliver.ts";
import type { SourceTools, RunSource } from "../delivery/run-source.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { reportGrowth } from "../jobs/grown-video.ts";
import { fingerprintOf } from "../jobs/slicing-fingerprint.ts";
import { Job } from "../jobs/job.ts";
import { type JobPaths, jobPaths } from "../jobs/job-paths.ts";
import { type SliceProgress, sliceProgress } from "../jobs/slice-progress.ts";
import { slicedSource } from "./sliced-source.ts";
import type { VideoSource } from "./video-source.ts";

/**
 * Slices one video and delivers its frames, or what an earlier run has left of them.
 *
 * @param found `null` if the run was drained before there was an ffmpeg: nothing is sliced then.
 * @throws FrameferryError when nothing could be carried; the summary reports a video that ends early.
 */
export async function deliverVideo(
  video: VideoSource,
  found: FfmpegForVideo | null,
  options: RunOptions,
  { observer, signals }: RunParties,
): Promise<RunSummary> {
  const { source, piped } = video;
  const places = jobPaths(source, options);
  const known = await video.look(places.folder);
  const task = {
    source,
    fingerprint: fingerprintOf(known.first, options),
    ...known.task,
    framesFolder: ({ spool }: JobPaths) => realPath(options.frames ?? spool),
  };
  const openSource = async (tools: SourceTools): Promise<RunSource> => {
    if (found === null) return NOTHING;
    const progress = sliceProgress(tools.job);
    const folder = await openFramesFolder(options, tools.job, progress);
    const { requiredFiles } = tools.job.ledger;
    // A folder of the user's may lie on a network file system, whose files change their numbers.
    if (folder.isSpool) requiredFiles.add(folder.path);
    else requiredFiles.requireName(folder.path);
    const settings = { ...options, video: video.name, firstIndex: progress.nextIndex };
    const room = new SpoolQuota(folder, settings);
    const onLogLine = observer.onFfmpegLine;
    const slicer = new FfmpegSlicer(settings, { ...found, piped, quota: room, onLogLine });
    const { identity, findChange } = known;
    const parts = { options, video: identity, slicer, folder, room, progress, findChange };
    return slicedSource(parts, tools);
  };
  const openJob = async (emit: EventListener): Promise<Job> => {
    const { restart, frames: framesFolder } = options;
    // What refuses to begin again must not have forgotten anything by then.
    if (restart && framesFolder !== null) await openKeptFolder(framesFolder, null);
    if (!restart) known.warn(emit);
    const job = await Job.open(places, task, options, emit);
    if (task.video?.hasGrown === true && job.previous !== null && job.previouslyDelivered > 0)
      reportGrowth(video.name, sliceProgress(job).nextIndex, emit);
    return job;
  };
  return await deliver({ options, openJob, openSource }, observer, signals);
}

/** Observer of a run, and the signals that end it. */
export interface RunParties {
  readonly observer: RunObserver;
  readonly signals: StopSignals;
}

const nothingToClose = async (): Promise<void> => {};

/** Stands in for frames that were never sliced. */
const NOTHING: RunSource = {
  frameSources: [],
  maxFrames: null,
  framesPath: null,
  account: () => ({ sliced: null, problems: [], warnings: [] }),
  close: nothingToClose,
  [Symbol.asyncDispose]: nothingToClose,
};

async function openFramesFolder(
  { frames: framesFolder }: RunOptions,
  { ledger, previous, places }: Job,
  { nextIndex }: SliceProgress,
): Promise<FramesFolder> {
  if (framesFolder === null) {
    return await openSpool(places.spool, nextIndex, () => {
      const failed = new Set(ledger.failures().map(({ index }) => index));
      return (index) => failed.has(index);
    });
  }
  const previousFolder = previous?.framesFolder ?? null;
  const isOurs = previousFolder !== null && realPath(previousFolder) === realPath(framesFolder);
  return await openKeptFolder(framesFolder, isOurs ? nextIndex : null);
}
