import { Readable } from "node:stream";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { option } from "../../core/option-spelling.ts";
import type { RunSummary } from "../../core/summary.ts";
import type { RunOptions } from "../../options/run-options.ts";
import { checkVideoFile, FfmpegSlicer } from "../../slicer/ffmpeg-slicer.ts";
import {
  type Ffmpeg,
  type FfmpegForVideo,
  findFfmpeg,
  findFfmpegFor,
} from "../../slicer/find-ffmpeg.ts";
import { PipedVideo } from "../../slicer/piped-video.ts";
import { UNKNOWN_HEADER } from "../../slicer/video-header.ts";
import { answerOfFfmpeg } from "./slow-ffmpeg.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import { checkFailureOptions } from "../images/after-failure.ts";
import { checkWrittenPaths, IMAGES, refuseFolderOfVideo } from "../paths/check-outputs.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { refuseMisnamedSource } from "./misnamed-source.ts";
import { type JobPaths, jobPaths } from "../jobs/job-paths.ts";

/**
 * Runs the whole path for one video, or what an earlier run has left of it.
 *
 * @throws FrameferryError when nothing could be carried; the summary reports a video that ends early.
 */
export async function runVideoFile(
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
export async function slicerFor(options: RunOptions): Promise<FfmpegSlicer> {
  return new FfmpegSlicer({ ...options, firstIndex: 0 }, await checkSlicing(options, UNHEARD));
}

/** The same for a stream, before it is known what comes through it. */
export async function streamSlicerFor(options: RunOptions): Promise<FfmpegSlicer> {
  using piped = new PipedVideo(Readable.from([]));
  const ffmpeg = await checkStreamSlicing(options, UNHEARD);
  return new FfmpegSlicer({ ...options, firstIndex: 0 }, { ffmpeg, header: UNKNOWN_HEADER, piped });
}

/** Paths of the job that a run of these options would open. */
export function runPlaces(options: RunOptions): JobPaths {
  return jobPaths({ kind: "video", paths: [options.video] }, options);
}

/** Looks at all that one video needs, and changes nothing. @throws FrameferryError for what does not fit. */
export async function checkVideo(options: RunOptions): Promise<void> {
  refuseMisnamedSource(options.video, "run");
  checkSlicePlaces(options, [options.video]);
  if (options.frames !== null) refuseFolderOfVideo(options.frames, options.video);
  await checkVideoFile(options.video);
}

/** The same for a stream. */
export function checkStream(options: RunOptions): void {
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
  checkStream(options);
  return await answerOfFfmpeg(findFfmpeg(options.ffmpeg, signal), emit);
}

/** A plan has no observer. */
const UNHEARD: EventListener = () => {};

function checkSlicePlaces(options: RunOptions, files: readonly string[]): void {
  refuseSenselessOptions(options);
  if (options.frames !== null) checkFailureOptions(options, [options.frames]);
  checkWrittenPaths(options, { files, folders: [], frames: IMAGES });
}

function refuseSenselessOptions({ format, quality }: RunOptions): void {
  if (format !== "png" || quality === null) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${option("quality")} has no effect on png, which is lossless`,
    remedy: `leave ${option("quality")} out, or choose ${option("format", "jpg")} or ${option("format", "webp")}`,
  });
}
