import { basename } from "node:path";
import type { FrameferryError } from "../core/errors.ts";
import type { EventListener } from "../core/events/run-event.ts";
import type { FrameTime } from "../core/frame/frame.ts";
import { option } from "../core/option-spelling.ts";
import { isSystemError } from "../core/files/system-error.ts";
import { SlicerThrottle } from "./slicer-throttle.ts";
import { type FfmpegArguments, ffmpegArguments, type SliceSettings } from "./ffmpeg-arguments.ts";
import { expectedFrames } from "./expected-frames.ts";
import { FfmpegLog } from "./ffmpeg-log.ts";
import { commandLine, type FfmpegExit, type FfmpegObserver, runFfmpeg } from "./ffmpeg-process.ts";
import type { Ffmpeg } from "./find-ffmpeg.ts";
import { gateRules } from "./frame-gate.ts";
import type { GateVerdict } from "./gate-log.ts";
import { frameIndexOf } from "./frame-name.ts";
import { leftOutTeller, openGate } from "./left-out-frames.ts";
import { FrameTimes } from "./frame-times.ts";
import type { SpoolQuota } from "./spool-quota.ts";
import type { PipedVideo } from "./piped-video.ts";
import type { RemoteVideo } from "./remote-video.ts";
import { DISK_FULL, describeDecodeErrors, findSliceProblem, warningsOf } from "./slice-problem.ts";
import { endsEarly, hasWantedPart, type SliceRequest } from "./slice-length.ts";
import { needsOneThread, isOgg } from "./decoder-threads.ts";
import type { SlicePlan } from "./slice-plan.ts";
import type { Slicer, SliceReport } from "./slicer.ts";
import { unreadableVideo } from "./unreadable-video.ts";
import { hdrName } from "./video-colors.ts";
import type { VideoHeader } from "./video-header.ts";
import { filterFile } from "./filter-file.ts";
import { missingFrames } from "./wanted-frames.ts";
import { hasCompleteStructure, fileHasCompleteStructure } from "./container-structure.ts";

/** Tools and input of a slicer. */
export interface SlicerTools {
  readonly ffmpeg: Ffmpeg;
  /** Header of the video. */
  readonly header: VideoHeader;
  /** The video, if it is a stream; its header has been read. @default null */
  readonly piped?: PipedVideo | null;
  /** The video, if it lies on a server. @default null */
  readonly remote?: RemoteVideo | null;
  /** Quota of the frames: ffmpeg pauses while it is exceeded; `null` sets no limit. @default null */
  readonly quota?: SpoolQuota | null;
  /** Called with every line of ffmpeg's log, for troubleshooting. @default none */
  readonly onLogLine?: ((line: string) => void) | undefined;
  /** Called for each frame that rules inside ffmpeg have judged. @default none */
  readonly onGated?: ((frame: GatedFrame) => void) | undefined;
  /** Times of the frames, if another slicer has recorded the first ones. @default none are recorded */
  readonly times?: FrameTimes;
  /** True if another slicer has begun this slice, and raised the warnings of its beginning. @default false */
  readonly isContinued?: boolean;
}

/** A frame that rules inside ffmpeg have judged. */
export interface GatedFrame extends Pick<GateVerdict, "place" | "rule"> {
  /** Presentation time in seconds; `null` if the video has none. */
  readonly ptsSeconds: number | null;
}

/** Slices one local video file, or one stream, with ffmpeg. */
export class FfmpegSlicer implements Slicer {
  readonly #settings: SliceSettings & SliceRequest;
  readonly #arguments: FfmpegArguments;
  readonly #ffmpeg: Ffmpeg;
  readonly #header: VideoHeader;
  readonly #piped: PipedVideo | null;
  readonly #remote: RemoteVideo | null;
  readonly #quota: SpoolQuota | null;
  readonly #onLogLine: (line: string) => void;
  readonly #onGated: ((frame: GatedFrame) => void) | undefined;
  readonly #times: FrameTimes;
  readonly #isContinued: boolean;

  constructor(settings: SliceSettings & SliceRequest, tools: SlicerTools) {
    const { ffmpeg, header, piped = null, remote = null, quota = null, onLogLine } = tools;
    this.#times = tools.times ?? new FrameTimes();
    this.#isContinued = tools.isContinued ?? false;
    this.#settings = settings;
    this.#arguments = ffmpegArguments(settings, {
      ...ffmpeg,
      isOneThread:
        remote?.isOgg ?? (piped === null ? needsOneThread(settings.video) : isOgg(piped.head)),
      header,
      isPiped: piped !== null,
      remote,
    });
    this.#ffmpeg = ffmpeg;
    this.#header = header;
    this.#piped = piped;
    this.#remote = remote;
    this.#quota = quota;
    this.#onLogLine = onLogLine ?? (() => {});
    this.#onGated = tools.onGated;
  }

  /** Arguments of the ffmpeg command, as it will run inside the frames folder. */
  get commandLine(): readonly string[] {
    return commandLine(this.#ffmpeg.path, this.#arguments);
  }

  /** What will run. */
  async plan(): Promise<SlicePlan> {
    return { commandLine: this.commandLine, sampling: null, filterText: this.filterText };
  }

  /** Filters that would lie in a file, where the command line has `FILTER_FILE`; `null` if they stand there themselves. */
  get filterText(): string | null {
    return this.#arguments.filterText ?? null;
  }

  async slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport> {
    const { firstIndex, video: source } = this.#settings;
    const gate = openGate(this.#settings, firstIndex, ({ place, rule, pts }) =>
      this.#onGated?.({ place, rule, ptsSeconds: log.ptsOf(pts) }),
    );
    const log: FfmpegLog = new FfmpegLog(firstIndex, gate);
    const tellLeftOut = leftOutTeller(source, gate, emit);
    if (!this.#isContinued) warnOfColors(this.#settings, this.#header, emit);
    using throttle = this.#quota === null ? null : new SlicerThrottle(this.#quota, emit);
    const onLogLine = (written: string): void => {
      const line = this.#remote?.cleanLine(written) ?? written;
      this.#onLogLine(line);
      const wasOpened = log.isOpened && log.frameCount > 0;
      const frame = log.read(line);
      tellLeftOut();
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
    await using filters = await filterFile(this.#arguments);
    const exit = await runFfmpeg(
      this.#ffmpeg.path,
      { ...this.#arguments, ...filters.options, stream: this.#piped?.stream },
      output,
      follower,
      signal,
    ).finally(() => this.#times.end());
    // What waits when it is stopped will be judged by a slice that goes on.
    if (!signal.aborted) gate?.end();
    tellLeftOut();
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
      isWantedPart: this.#hasWantedPart(exit, log),
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
    const found = await this.#judgeEnd(exit, log);
    const isReadable = exit.code === 0 && (found === null || exit.frameCount === 0);
    const problem = (isReadable ? this.#missing(exit, log) : null) ?? found;
    if (problem?.kind === "environment") return problem;
    const source = this.#piped ?? this.#remote;
    return source?.readProblem(exit.frameCount) ?? problem;
  }

  /** Error about frames that were asked for one by one; `null` if there are all of them. */
  #missing(exit: FfmpegExit, log: FfmpegLog): FrameferryError | null {
    const { video, wanted = null } = this.#settings;
    if (wanted === null || !log.isOpened || log.videoDetails === null) return null;
    const { lastPtsSeconds } = log;
    const lastSeconds = lastPtsSeconds === null ? null : lastPtsSeconds - log.zeroSeconds;
    // Without such rules ffmpeg's own count is the one to trust.
    const hasGate = gateRules(this.#settings).length > 0;
    const count = hasGate ? log.sampledCount : this.#settings.firstIndex + exit.frameCount;
    const found = { count, lastSeconds };
    return missingFrames({ video, wanted }, this.#header, found);
  }

  #hasWantedPart(exit: FfmpegExit, log: FfmpegLog): boolean {
    if ((this.#settings.wanted ?? null) === null) return hasWantedPart(this.#settings, log);
    return exit.code === 0 && this.#missing(exit, log) === null;
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
    const view = (this.#piped ?? this.#remote)?.view;
    return view === undefined
      ? await fileHasCompleteStructure(this.#settings.video, formatName)
      : await hasCompleteStructure(view, formatName);
  }
}

/** Says that the frames of an HDR video look pale. */
export function warnOfColors(
  { video, toneMap }: Pick<SliceSettings, "video" | "toneMap">,
  { colors }: VideoHeader,
  emit: EventListener,
): void {
  const name = hdrName(colors);
  if (name === null || toneMap) return;
  const message = `${basename(video)} is HDR (${name}): its frames look pale where SDR is expected; ${option("toneMap", true)} converts them to SDR`;
  emit({ type: "warningRaised", message });
}
