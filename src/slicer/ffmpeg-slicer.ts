import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { basename } from "node:path";
import { FrameferryError } from "../core/errors.ts";
import type { EventListener } from "../core/events.ts";
import type { FrameTime } from "../core/frame.ts";
import { isAbsence, isSystemError } from "../core/system-error.ts";
import { SlicerThrottle } from "./slicer-throttle.ts";
import { type FfmpegArguments, ffmpegArguments, type SliceSettings } from "./ffmpeg-arguments.ts";
import { expectedFrames } from "./expected-frames.ts";
import { FfmpegLog } from "./ffmpeg-log.ts";
import { commandLine, type FfmpegExit, type FfmpegFollower, runFfmpeg } from "./ffmpeg-process.ts";
import type { Ffmpeg } from "./find-ffmpeg.ts";
import { frameIndexOf } from "./frame-name.ts";
import { FrameTimes } from "./frame-times.ts";
import type { SpoolQuota } from "./spool-quota.ts";
import type { PipedVideo } from "./piped-video.ts";
import { DISK_FULL, decodeErrorsInWords, judgeSlice, warningsOf } from "./judge-slice.ts";
import { endsEarly, hasWantedPart, type SliceRequest } from "./slice-length.ts";
import { decodesWithOneThread, startsAsChain } from "./one-thread.ts";
import type { Slicer, SliceReport } from "./slicer.ts";
import { unseenVideo } from "./unseen-video.ts";
import { hdrName } from "./video-colors.ts";
import type { VideoHeader } from "./video-header.ts";
import { endsWhereItShould, fileEndsWhereItShould } from "./whole-file.ts";

/** Tools and input of a slicer. */
export interface SlicerTools {
  readonly ffmpeg: Ffmpeg;
  /** Header of the video. */
  readonly header: VideoHeader;
  /** The video, if it is a stream; its header has been read. @default null */
  readonly piped?: PipedVideo | null;
  /** Quota of the frames: ffmpeg pauses while it is exceeded; `null` sets no limit. @default null */
  readonly room?: SpoolQuota | null;
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
  readonly #room: SpoolQuota | null;
  readonly #onLogLine: (line: string) => void;
  readonly #times = new FrameTimes();

  constructor(
    settings: SliceSettings & SliceRequest,
    { ffmpeg, header, piped = null, room = null, onLogLine = () => {} }: SlicerTools,
  ) {
    this.#settings = settings;
    this.#arguments = ffmpegArguments(settings, {
      ...ffmpeg,
      isOneThread:
        piped === null ? decodesWithOneThread(settings.video) : startsAsChain(piped.head),
      header,
      isPiped: piped !== null,
    });
    this.#ffmpeg = ffmpeg;
    this.#header = header;
    this.#piped = piped;
    this.#room = room;
    this.#onLogLine = onLogLine;
  }

  /** Arguments of the ffmpeg command, as it will run inside the frames folder. */
  get commandLine(): readonly string[] {
    return commandLine(this.#ffmpeg.path, this.#arguments);
  }

  async slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport> {
    const log = new FfmpegLog(this.#settings.firstIndex);
    this.#warnOfColors(emit);
    using brake = this.#room === null ? null : new SlicerThrottle(this.#room, emit);
    const onLogLine = (line: string): void => {
      this.#onLogLine(line);
      const wasOpened = log.isOpened && log.frameCount > 0;
      const frame = log.read(line);
      if (frame === null) {
        if (DISK_FULL.test(line)) brake?.letEnd();
        return;
      }
      if (!wasOpened) emit({ type: "videoOpened", ...expectedFrames(this.#settings, log) });
      this.#times.record(frame.index, frame.ptsSeconds);
      emit({ type: "frameSliced", ...frame });
      brake?.frameSliced(frame.index);
    };
    const follower: FfmpegFollower = { onLogLine, onStart: (process) => brake?.attach(process) };
    const place = { path: folder, isPrivate: this.#room?.isPrivate ?? false };
    const exit = await runFfmpeg(
      this.#ffmpeg.path,
      { ...this.#arguments, stream: this.#piped?.stream },
      place,
      follower,
      signal,
    ).finally(() => this.#times.end());
    const problem = signal.aborted ? null : await this.#judge(exit, log);
    const decodeErrors = decodeErrorsInWords(this.#settings, exit, log);
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
    return this.#piped?.cutOff(exit.frameCount) ?? problem;
  }

  async #judgeEnd(exit: FfmpegExit, log: FfmpegLog): Promise<FrameferryError | null> {
    if (!endsEarly(this.#settings, log)) return judgeSlice(this.#settings, exit, log);
    const { video } = this.#settings;
    try {
      return judgeSlice(this.#settings, exit, log, await this.#endsWhole(log.formatName));
    } catch (cause) {
      if (this.#piped !== null || !isSystemError(cause)) throw cause;
      return unseenVideo(video, cause);
    }
  }

  async #endsWhole(formatName: string): Promise<boolean> {
    return this.#piped === null
      ? await fileEndsWhereItShould(this.#settings.video, formatName)
      : await endsWhereItShould(this.#piped.view, formatName);
  }

  #warnOfColors(emit: EventListener): void {
    const { video, toneMap } = this.#settings;
    const name = hdrName(this.#header.colors);
    if (name === null || toneMap) return;
    const message = `${basename(video)} is HDR (${name}): its frames look pale to what expects SDR; --tone-map makes them SDR`;
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
    if (!isAbsence(cause)) throw unseenVideo(video, cause as Error);
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
    message: `${name} is not a regular file, and so no video file`,
    remedy: "name a video file",
  });
}

async function refuseUnreadable(video: string): Promise<void> {
  await access(video, constants.R_OK).catch((cause: unknown) => {
    throw unseenVideo(video, cause as Error);
  });
}
