import { realPath } from "../../core/files/real-path.ts";
import { DeleteSpooledImages } from "../../images/delete-images.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { type Ffmpeg } from "../../slicer/find-ffmpeg.ts";
import { HttpSlicer, type HttpTools } from "../../slicer/live/http-slicer.ts";
import { type LiveAddress } from "../../slicer/live/live-address.ts";
import { isTunneled } from "../../slicer/live/tls-tunnel.ts";
import { TunnelSlicer } from "../../slicer/live/tunnel-slicer.ts";
import { LiveSlicer } from "../../slicer/live/live-slicer.ts";
import type { LiveTools } from "../../slicer/live/live-tools.ts";
import { Recorder } from "../../slicer/recording/recorder.ts";
import type { CameraTrust } from "../../slicer/remote/camera-trust.ts";
import { SpoolQuota } from "../../slicer/spool-quota.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import type { RunSource, SourceTools } from "../delivery/run-source.ts";
import { leftFrames } from "../jobs/left-frames.ts";
import { liveProgress } from "../jobs/live-progress.ts";
import { liveOverflow } from "./live-options.ts";
import { openFramesFolder } from "./open-frames-folder.ts";
import { overflowPolicy } from "./overflow-from-options.ts";
import { flawOfPicture } from "./picture-flaw.ts";
import { secondsOfArrival, selectorMaker } from "./selection-from-options.ts";
import { ShownPictures } from "./shown-pictures.ts";
import { similarOfLanded, slicingOf } from "./similar-place.ts";
import { slicedSource } from "./sliced-source.ts";

/** A camera that can be opened. */
export interface OpenLive {
  readonly address: LiveAddress;
  readonly ffmpeg: Ffmpeg;
  /** Without secrets of the camera. */
  readonly options: RunOptions;
}

/** The source of the frames of a camera or stream, with what a run of it needs to know beside them. */
export async function openLiveSource(
  {
    options,
    address,
    ffmpeg,
    remote,
    trust,
  }: OpenLive & {
    readonly remote: Pick<HttpTools, "client" | "nature"> | null;
    readonly trust: CameraTrust;
  },
  tools: SourceTools,
  { onLogLine, isStopped }: LiveOutlook,
): Promise<RunSource> {
  const { job, clock, emit, stats } = tools;
  const left = await leftFrames(job, address.name);
  const progress = await liveProgress(job, options.frames ?? job.places.spool);
  const folder = await openFramesFolder(options, job, { ...progress, left });
  const { requiredFiles } = job.ledger;
  if (folder.isSpool) requiredFiles.add(folder.path);
  else requiredFiles.requireName(folder.path);
  // What has not answered yet may turn out to send single pictures.
  const isStream = remote === null || remote.nature === "stream";
  const settings = { ...slicingOf(options, isStream), firstIndex: progress.nextIndex };
  const room = new SpoolQuota(folder, settings);
  const recorder = await openRecorder(options, tools);
  const onCrop = job.ledger.recordCrop.bind(job.ledger);
  if (options.crop === null) job.ledger.recordCrop(progress.nextIndex, null);
  const liveTools: LiveTools = {
    ...{ ffmpeg, address, clock, quota: room },
    ...{ recorder, onLogLine, onCrop },
  };
  const slicer =
    remote !== null
      ? new HttpSlicer(settings, { ...liveTools, ...remote, findFlaw: flawOfPicture })
      : isTunneled(address)
        ? new TunnelSlicer(settings, liveTools, trust)
        : new LiveSlicer(settings, liveTools);
  // A new run has other pictures, whatever their names.
  const video = { source: address.name, byteLength: 0, modifiedAtMs: Date.now() };
  const makeSelector = await selectorMaker(options, tools, similarOfLanded(options, isStream));
  const selection = makeSelector({
    secondsOf: secondsOfArrival,
    firstIndex: progress.nextIndex,
    maxHeldBytes: room.maxHeldBytes,
    isEndless: true,
  });
  const sliced = { options, video, slicer, folder, room, progress, ...selection };
  const source = slicedSource(sliced, tools);
  const [live, ...failed] = source.frameSources;
  const images = new DeleteSpooledImages(emit);
  const removeImage = images.afterDelivery.bind(images);
  const dropping = folder.isSpool ? { afterDrop: removeImage } : {};
  const wasSpool = job.previous?.framesFolder === realPath(job.places.spool);
  const shown = new ShownPictures(address.name);
  const watched =
    live === undefined
      ? []
      : [
          {
            ...({ ...live, ...dropping, endsWithRun: true } as const),
            timeOf: async (path: string) => shown.landed(await live.timeOf(path)),
            write: recorded(live, recorder),
            trouble: () => slicer.trouble,
            ...(recorder === null ? {} : { recordingTrouble: () => recorder.trouble }),
          },
        ];
  return {
    ...source,
    frameSources: [...watched, ...failed],
    left: { frames: left, ...(wasSpool ? { afterDrop: removeImage } : {}) },
    maxFrames: options.maxFrames,
    ...(recorder === null ? {} : { recordedBytes: () => recorder.recordedBytes }),
    overflow: overflowPolicy(liveOverflow(options)),
    account: () => {
      const reason = stats.gaps.line(clock.nowMs())?.reason ?? null;
      const hasDelivered = stats.outcomes.delivered > 0;
      const end = { reason, isStopped: isStopped(), hasDelivered };
      // Of what ffmpeg announced last before it was ended, nobody knows whether it was written.
      return { ...shown.complete(source.account(), end), sliced: null };
    },
  };
}

/** Who hears of a source of a camera, and whether it was asked to end. */
interface LiveOutlook {
  readonly onLogLine: RunObserver["onFfmpegLine"];
  readonly isStopped: () => boolean;
}

/** `null` where nothing is to be recorded. */
async function openRecorder(
  { record: folder, segmentMs, keep: limits, minFreeBytes, video: source }: RunOptions,
  { clock, emit }: SourceTools,
): Promise<Recorder | null> {
  if (folder === null) return null;
  return await Recorder.open({ folder, source, segmentMs, limits, minFreeBytes }, { clock, emit });
}

/** Writes frames, and then waits until the recording is on its disk, too. */
function recorded({ write }: FrameSource, recorder: Recorder | null): FrameSource["write"] {
  return async (drain) => {
    try {
      await write(drain);
    } finally {
      await recorder?.[Symbol.asyncDispose]();
    }
  };
}
