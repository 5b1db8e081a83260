import type { EventListener } from "../../core/events/run-event.ts";
import { realPath } from "../../core/files/real-path.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { RunOptions } from "../../options/run-options.ts";
import type { FfmpegForVideo } from "../../slicer/find-ffmpeg.ts";
import { openKeptFolder } from "../../slicer/frames-folder.ts";
import { partByHeader } from "../../slicer/part-of-video.ts";
import { makeSlicer } from "../../slicer/sparse/make-slicer.ts";
import { SpoolQuota } from "../../slicer/spool-quota.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import { deliver } from "../delivery/deliver.ts";
import type { SourceTools, RunSource } from "../delivery/run-source.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { forgetUnsureFrames, reportGrowth } from "../jobs/grown-video.ts";
import { fingerprintOf } from "../jobs/slicing-fingerprint.ts";
import { Job } from "../jobs/job.ts";
import { type JobPaths, jobPaths } from "../jobs/job-paths.ts";
import { judgedProgress, nextIndexOf, sliceProgress } from "../jobs/slice-progress.ts";
import { openFramesFolder } from "./open-frames-folder.ts";
import { sampled } from "./sampling.ts";
import { isSelecting, secondsInVideo, selectorMaker } from "./selection-from-options.ts";
import { similarOfLanded, slicingOf } from "./similar-place.ts";
import { wantedFrames } from "./wanted-frames.ts";
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
  const crop = found === null ? null : partByHeader(sampled(options), found.header, video.name);
  // What has been cut out already is sent as it is.
  const sending = { ...options, crop: null };
  const wanted = await wantedFrames(options);
  const known = await video.look(places.folder);
  const task = {
    source,
    fingerprint: fingerprintOf(known.first, sampled(options), wanted),
    ...known.task,
    framesFolder: ({ spool }: JobPaths) => realPath(options.frames ?? spool),
  };
  const openSource = async (tools: SourceTools): Promise<RunSource> => {
    if (found === null) return NOTHING;
    const similar = similarOfLanded(options);
    const isJudged = isSelecting(options, similar);
    const progress = isJudged ? judgedProgress(tools.job) : sliceProgress(tools.job);
    const folder = await openFramesFolder(options, tools.job, progress);
    const { requiredFiles } = tools.job.ledger;
    // A folder of the user's may lie on a network file system, whose files change their numbers.
    if (folder.isSpool) requiredFiles.add(folder.path);
    else requiredFiles.requireName(folder.path);
    const firstIndex = progress.nextIndex;
    const settings = { ...slicingOf(options), wanted, video: video.name, firstIndex };
    tools.job.ledger.recordCrop(firstIndex, crop);
    const room = new SpoolQuota(folder, { ...settings, holdsFrames: isJudged });
    const onLogLine = observer.onFfmpegLine;
    const slicer = await makeSlicer(settings, { ...found, piped, quota: room, onLogLine });
    const { identity, findChange } = known;
    const onSliced = async (count: number): Promise<void> =>
      await tools.job.sliceEnded(progress.nextIndex + count);
    const makeSelector = await selectorMaker(options, tools, similar);
    const selection = makeSelector({
      secondsOf: secondsInVideo(settings),
      firstIndex: progress.nextIndex,
      maxHeldBytes: room.maxHeldBytes,
      isEndless: false,
    });
    const parts = { options, video: identity, slicer, folder, room, progress, crop, ...selection };
    const sliced = slicedSource({ ...parts, findChange, onSliced }, tools);
    return {
      ...sliced,
      close: async () => {
        const { ledger } = tools.job;
        if (known.brokeOff?.() === true) await forgetUnsureFrames(ledger, nextIndexOf(ledger));
        await sliced.close();
      },
    };
  };
  const openJob = async (emit: EventListener): Promise<Job> => {
    const { restart, frames: framesFolder } = options;
    // What refuses to begin again must not have forgotten anything by then.
    if (restart && framesFolder !== null) await openKeptFolder(framesFolder, null);
    if (!restart) known.warn(emit);
    const job = await Job.open(places, task, sending, emit);
    if (task.video?.hasGrown === true && job.previous !== null && job.previouslyDelivered > 0)
      reportGrowth(video.name, sliceProgress(job).nextIndex, emit);
    return job;
  };
  return await deliver({ options: sending, openJob, openSource }, observer, signals);
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
