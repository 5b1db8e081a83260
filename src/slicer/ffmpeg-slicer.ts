import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { basename } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import type { EventListener } from "../core/events/run-event.ts";
import type { FrameTime } from "../core/frame/frame.ts";
import { option } from "../core/option-spelling.ts";
import { isAbsence, isSystemError } from "../core/files/system-error.ts";
import { SlicerThrottle } from "./slicer-throttle.ts";
import { type FfmpegArguments, ffmpegArguments, type SliceSettings } from "./ffmpeg-arguments.ts";
import { expectedFrames } from "./expected-frames.ts";
import { FfmpegLog } from "./ffmpeg-log.ts";
import { commandLine, type FfmpegExit, type FfmpegObserver, runFfmpeg } from "./ffmpeg-process.ts";
import type { Ffmpeg } from "./find-ffmpeg.ts";
import { frameIndexOf } from "./frame-name.ts";
import { FrameTimes } from "./frame-times.ts";
import type { SpoolQuota } from "./spool-quota.ts";
import type { PipedVideo } from "./piped-video.ts";
import { DISK_FULL, describeDecodeErrors, findSliceProblem, warningsOf } from "./slice-problem.ts";
import { endsEarly, hasWantedPart, type SliceRequest } from "./slice-length.ts";
import { needsOneThread, isOgg } from "./decoder-threads.ts";
import type { Slicer, SliceReport } from "./slicer.ts";
import { unreadableVideo } from "./unreadable-video.ts";
import { hdrName } from "./video-colors.ts";
import type { VideoHeader } from "./video-header.ts";
import { hasCompleteStructure, fileHasCompleteStructure } from "./container-structure.ts";

/** Tools and input of a slicer. */
export interface SlicerTools {
  readonly ffmpeg: Ffmpeg;
  /** Header of the video. */
  readonly header: VideoHeader;
  /** The video, if it is a stream; its header has been read. @default null */
  readonly piped?: PipedVideo | null;
  /** Quota of the frames: ffmpeg pauses while it is exceeded; `null` sets no limit. @default null */
  readonly quota?: SpoolQuota | null;
  /** Called with every line of ffmpeg's log, for troubleshooting. @default none */
  readonly onLogLine?: ((line: string) => void) | undefined;
}

/** Slices one local video file, or one stream, with ffmpeg. */
export class FfmpegSlicer implements Slicer {
  readonly #settings: SliceSettings & SliceRequest;
  readonly #arguments: FfmpegArguments;
  readonly #ffmpeg: Ffmpeg;
  readonly #header: VideoHeader;
  readonly #piped: PipedVideo | null;
  readonly #quota: SpoolQuota | null;
  readonly #onLogLine: (line: string) => void;
  readonly #times = new FrameTimes();

  constructor(
    settings: SliceSettings & SliceRequest,
    { ffmpeg, header, piped = null, quota = null, onLogLine = () => {} }: SlicerTools,
  ) {
    this.#settings = settings;
    this.#arguments = ffmpegArguments(settings, {
      ...ffmpeg,
      isOneThread: piped === null ? needsOneThread(settings.video) : isOgg(piped.head),
      header,
      isPiped: piped !== null,
    });
    this.#ffmpeg = ffmpeg;
    this.#header = header;
    this.#piped = piped;
    this.#quota = quota;
    this.#onLogLine = onLogLine;
  }

  /** Arguments of the ffmpeg command, as it will run inside the frames folder. */
  get commandLine(): readonly string[] {
    return commandLine(this.#ffmpeg.path, this.#arguments);
  }

  async slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport> {
    const log = new FfmpegLog(this.#settings.firstIndex);
    this.#warnOfColors(emit);
    using throttle = this.#quota === null ? null : new SlicerThrottle(this.#quota, emit);
    const onLogLine = (line: string): void => {
      this.#onLogLine(line);
      const wasOpened = log.isOpened && log.frameCount > 0;
      const frame = log.read(line);
      if (frame === null) {
        if (DISK_FULL.test(line)) throttle?.disable();
        return;
      }
      if (!wasOpened) emit({ type: "videoOpened", ...expectedFrames(this.#settings, log) });
      this.#times.record(frame.index, frame.ptsSeconds);
      emit({ type: "frameSliced", ...frame });
      throttle?.frameSliced(frame.index);
    };
    const follower: FfmpegObserver = { onLogLine, onStart: (process) => throttle?.attach(process) };
    const output = { path: folder, isPrivate: this.#quota?.isPrivate ?? false };
    const exit = await runFfmpeg(
      this.#ffmpeg.path,
      { ...this.#arguments, stream: this.#piped?.stream },
      output,
      follower,
      signal,
    ).finally(() => this.#times.end());
    const problem = signal.aborted ? null : await this.#judge(exit, log);
    const decodeErrors = describeDecodeErrors(this.#settings, exit, log);
    emit({
      type: "sliceEnded",
      frameCount: exit.frameCount,
      isComplete: problem === null && !signal.aborted,
    });
    return {
      frameCount: exit.frameCount,
      decodeErrors: log.decodeErrorCount,
      problem,
      isWantedPart: hasWantedPart(this.#settings, log),
      // Messages of an ffmpeg that is being stopped are not about the video.
      warnings:
        problem === null && !signal.aborted
          ? [...(decodeErrors === null ? [] : [decodeErrors]), ...warningsOf(log)]
          : [],
    };
  }

  async timeOf(relativePath: string): Promise<FrameTime> {
    const index = frameIndexOf(relativePath);
    return { index, ptsSeconds: index === null ? null : await this.#times.take(index) };
  }

  async #judge(exit: FfmpegExit, log: FfmpegLog): Promise<FrameferryError | null> {
    const problem = await this.#judgeEnd(exit, log);
    if (problem?.kind === "environment") return problem;
    return this.#piped?.readProblem(exit.frameCount) ?? problem;
  }

  async #judgeEnd(exit: FfmpegExit, log: FfmpegLog): Promise<FrameferryError | null> {
    if (!endsEarly(this.#settings, log)) return findSliceProblem(this.#settings, exit, log);
    const { video } = this.#settings;
    try {
      return findSliceProblem(
        this.#settings,
        exit,
        log,
        await this.#isStructureComplete(log.formatName),
      );
    } catch (cause) {
      if (this.#piped !== null || !isSystemError(cause)) throw cause;
      return unreadableVideo(video, cause);
    }
  }

  async #isStructureComplete(formatName: string): Promise<boolean> {
    return this.#piped === null
      ? await fileHasCompleteStructure(this.#settings.video, formatName)
      : await hasCompleteStructure(this.#piped.view, formatName);
  }

  #warnOfColors(emit: EventListener): void {
    const { video, toneMap } = this.#settings;
    const name = hdrName(this.#header.colors);
    if (name === null || toneMap) return;
    const message = `${basename(video)} is HDR (${name}): its frames look pale where SDR is expected; ${option("toneMap", true)} converts them to SDR`;
    emit({ type: "warningRaised", message });
  }
}

/**
 * Checks a video before anything is started for it.
 *
 * @throws FrameferryError `ERR_VIDEO_MISSING` or `ERR_VIDEO_UNREADABLE`.
 */
export async function checkVideoFile(video: string): Promise<void> {
  const name = basename(video);
  const found = await stat(video).catch((cause: unknown) => {
    if (!isAbsence(cause)) throw unreadableVideo(video, cause as Error);
    throw new FrameferryError({
      code: "ERR_VIDEO_MISSING",
      kind: "source",
      message: `there is no video file ${video}`,
      remedy: "check the path",
      cause,
    });
  });
  if (found.isFile()) return await refuseUnreadable(video);
  throw new FrameferryError({
    code: "ERR_VIDEO_UNREADABLE",
    kind: "source",
    message: `${name} is not a regular file, so it is not a video file`,
    remedy: "name a video file",
  });
}

async function refuseUnreadable(video: string): Promise<void> {
  await access(video, constants.R_OK).catch((cause: unknown) => {
    throw unreadableVideo(video, cause as Error);
  });
}
