import { Readable } from "node:stream";
import type { EventListener } from "../../core/events/run-event.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { checkVideoFile } from "../../slicer/check-video-file.ts";
import { makeSlicer, type PlannedSlicer } from "../../slicer/sparse/make-slicer.ts";
import {
  type Ffmpeg,
  type FfmpegForVideo,
  findFfmpeg,
  findFfmpegFor,
} from "../../slicer/find-ffmpeg.ts";
import { partByHeader } from "../../slicer/part-of-video.ts";
import { PipedVideo } from "../../slicer/piped-video.ts";
import { UNKNOWN_HEADER } from "../../slicer/video-header.ts";
import { isLiveAddress, shownSource } from "../../slicer/live/live-address.ts";
import { checkSlicePlaces } from "./check-slice-places.ts";
import { refuseOptionsOfCameras } from "./live-options.ts";
import { refuseRecordingOfFile } from "./recording-checks.ts";
import { checkFrameRules } from "./left-out-rules.ts";
import { slicingOf } from "./similar-place.ts";
import { wantedFrames } from "./wanted-frames.ts";
import { answerOfFfmpeg } from "./slow-ffmpeg.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import { refuseFolderOfVideo } from "../paths/check-outputs.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { refuseMisnamedSource } from "./misnamed-source.ts";
import { type JobPaths, jobPaths } from "../jobs/job-paths.ts";

/** Name of a video, as results have it: that of a camera is its address without secrets. */
export function nameOfVideo({ video }: Pick<RunOptions, "video">): string {
  return shownSource(video);
}

/**
 * Runs the whole path for a video file, a camera or a stream.
 *
 * @throws FrameferryError as `runVideoFile` and `runLive`.
 */
export async function runVideoSource(
  options: RunOptions,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  if (!isLiveAddress(options.video)) return await runVideoFile(options, observer, signals);
  const { runLive } = await import("./run-live.ts");
  return await runLive(options, observer, signals);
}

/**
 * Runs the whole path for one video, or what an earlier run has left of it.
 *
 * @throws FrameferryError when nothing could be carried; the summary reports a video that ends early.
 */
async function runVideoFile(
  options: RunOptions,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  // ffmpeg takes 70 ms to read a header: as long as it takes to load all that comes after it.
  const [found, { deliverVideo }, { fileSource }] = await Promise.all([
    unlessDrained(checkSlicing(options, observer.emit, signals.drain), signals),
    import("./deliver-video.ts"),
    import("./video-source.ts"),
  ]);
  return await deliverVideo(fileSource(options.video), found, options, { observer, signals });
}

/**
 * The same for a video that comes through a stream, which is left when the run has ended.
 *
 * @param options whose `video` is what the results call it.
 */
export async function runVideoStream(
  stream: Readable,
  options: RunOptions,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  using piped = new PipedVideo(stream);
  const [found, { deliverVideo }, { streamSource }] = await Promise.all([
    unlessDrained(openStream(piped, options, observer.emit, signals.drain), signals),
    import("./deliver-video.ts"),
    import("./video-source.ts"),
  ]);
  return await deliverVideo(streamSource(piped), found, options, { observer, signals });
}

/** A stream that is none is not worth a job. */
async function openStream(
  piped: PipedVideo,
  options: RunOptions,
  emit: EventListener,
  drain: AbortSignal,
): Promise<FfmpegForVideo> {
  const ffmpeg = await checkStreamSlicing(options, emit, drain);
  return { ffmpeg, header: await piped.readHeader(ffmpeg.path, drain) };
}

/** Result of a promise; `null` if the run is drained meanwhile. */
async function unlessDrained<Found>(
  finding: Promise<Found>,
  { drain }: StopSignals,
): Promise<Found | null> {
  try {
    return await finding;
  } catch (error) {
    if (drain.aborted && error === drain.reason) return null;
    throw error;
  }
}

/** The slicer of a new run, for its command line. @throws FrameferryError for a bad video or ffmpeg. */
export async function slicerFor(options: RunOptions): Promise<PlannedSlicer> {
  const found = await checkSlicing(options, UNHEARD);
  partByHeader(slicingOf(options), found.header, options.video);
  return await makeSlicer(await newSlicing(options), found);
}

/** The same for a stream, before it is known what comes through it. */
export async function streamSlicerFor(options: RunOptions): Promise<PlannedSlicer> {
  using piped = new PipedVideo(Readable.from([]));
  const ffmpeg = await checkStreamSlicing(options, UNHEARD);
  return await makeSlicer(await newSlicing(options), { ffmpeg, header: UNKNOWN_HEADER, piped });
}

async function newSlicing(options: RunOptions) {
  return { ...slicingOf(options), wanted: await wantedFrames(options), firstIndex: 0 };
}

/** Paths of the job that a run of these options would open. */
export function runPlaces(options: RunOptions): JobPaths {
  return jobPaths({ kind: "video", paths: [options.video] }, options);
}

/** Looks at all that one video needs, and changes nothing. @throws FrameferryError for what does not fit. */
export async function checkVideo(options: RunOptions): Promise<void> {
  refuseMisnamedSource(options.video, "run");
  refuseOptionsOfCameras(options);
  refuseRecordingOfFile(options);
  checkFrameRules(options);
  await wantedFrames(options);
  checkSlicePlaces(options, [options.video]);
  if (options.frames !== null) refuseFolderOfVideo(options.frames, options.video);
  await checkVideoFile(options.video);
}

/** The same for a stream. */
export async function checkStream(options: RunOptions): Promise<void> {
  refuseOptionsOfCameras(options);
  refuseRecordingOfFile(options);
  checkFrameRules(options);
  await wantedFrames(options);
  checkSlicePlaces(options, []);
}

/** A bad video is reported before any ffmpeg is looked for. */
async function checkSlicing(
  options: RunOptions,
  emit: EventListener,
  signal?: AbortSignal,
): Promise<FfmpegForVideo> {
  await checkVideo(options);
  return await answerOfFfmpeg(findFfmpegFor(options.video, options.ffmpeg, signal), emit);
}

async function checkStreamSlicing(
  options: RunOptions,
  emit: EventListener,
  signal?: AbortSignal,
): Promise<Ffmpeg> {
  await checkStream(options);
  return await answerOfFfmpeg(findFfmpeg(options.ffmpeg, signal), emit);
}

/** A plan has no observer. */
const UNHEARD: EventListener = () => {};
