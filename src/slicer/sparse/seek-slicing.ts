import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { EventListener } from "../../core/events/run-event.ts";
import { expectedFrames } from "../expected-frames.ts";
import { type SliceSettings, UNFINISHED } from "../ffmpeg-arguments.ts";
import type { FfmpegLog } from "../ffmpeg-log.ts";
import { FfmpegSlicer, type SlicerTools, warnOfColors } from "../ffmpeg-slicer.ts";
import { frameName } from "../frame-name.ts";
import type { FrameTimes } from "../frame-times.ts";
import { hasWantedPart, type SliceRequest } from "../slice-length.ts";
import { SlicerThrottle } from "../slicer-throttle.ts";
import type { SliceReport } from "../slicer.ts";
import { inOrder } from "./in-order.ts";
import { seekLanes } from "./seek-cost.ts";
import { SeekGate } from "./seek-gate.ts";
import { seekCommandLine, seekOne, type SeekTask } from "./seek-one.ts";
import type { SparsePlan } from "./sparse-plan.ts";
import { renameOver } from "../../core/platform/rename-over.ts";

/** The slicing of a video by seeks. What one of them cannot give for certain, one pass gives from there on. */
export class SeekSlicing {
  readonly #plan: Extract<SparsePlan, { way: "seeks" }>;
  readonly #settings: SliceSettings & SliceRequest;
  readonly #tools: SlicerTools & { readonly times: FrameTimes };

  constructor(
    plan: Extract<SparsePlan, { way: "seeks" }>,
    settings: SliceSettings & SliceRequest,
    tools: SlicerTools & { readonly times: FrameTimes },
  ) {
    this.#plan = plan;
    this.#settings = settings;
    this.#tools = tools;
  }

  /** The command for the first frame; those for the others differ in place and number. */
  get commandLine(): readonly string[] {
    return seekCommandLine(this.#taskAt(0));
  }

  async slice(folder: string, emit: EventListener, signal: AbortSignal): Promise<SliceReport> {
    const { openLog } = this.#plan.packets;
    const log = openLog(this.#settings.firstIndex);
    warnOfColors(this.#settings, this.#tools.header, emit);
    const { durationSeconds } = expectedFrames(this.#settings, log);
    emit({ type: "videoOpened", durationSeconds, expectedFrames: this.#plan.seeks.length });
    const count = await this.#writeFrames(folder, { log, emit, signal }).catch((error: unknown) => {
      this.#tools.times.end();
      throw error;
    });
    await this.#removeUnfinished(folder, count);
    const isLeft = count < this.#plan.seeks.length && !signal.aborted;
    if (isLeft) return await this.#goOn(count, folder, { emit, signal });
    this.#tools.times.end();
    emit({ type: "sliceEnded", frameCount: count, isComplete: !signal.aborted });
    const isWantedPart =
      (this.#settings.wanted ?? null) !== null || hasWantedPart(this.#settings, log);
    return { frameCount: count, decodeErrors: 0, problem: null, isWantedPart, warnings: [] };
  }

  /** @returns the number of frames that were written, up to the first one that is not certain. */
  async #writeFrames(
    folder: string,
    { log, emit, signal }: SliceParties & { readonly log: FfmpegLog },
  ): Promise<number> {
    const { quota = null, times } = this.#tools;
    const gate = new SeekGate();
    using throttle = quota === null ? null : new SlicerThrottle(quota, emit);
    throttle?.attach(gate);
    const ending = new AbortController();
    const either = AbortSignal.any([signal, ending.signal]);
    const place = { folder, isPrivate: quota?.isPrivate ?? false, onLogLine: this.#onLogLine };
    const announcements = inOrder([...this.#plan.seeks.keys()], seekLanes(), async (at) => {
      await gate.passed(either);
      return either.aborted ? null : await seekOne(this.#taskAt(at), place, either);
    });
    let count = 0;
    for await (const announcement of announcements) {
      const isCertain = announcement !== null && !signal.aborted;
      const frame =
        isCertain && (await this.#finish(folder, count)) ? log.read(announcement) : null;
      if (frame === null) {
        // Before the loop is left, which waits for the other seeks.
        ending.abort();
        break;
      }
      count += 1;
      times.record(frame.index, frame.ptsSeconds);
      emit({ type: "frameSliced", ...frame });
      throttle?.frameSliced(frame.index);
    }
    return count;
  }

  /** Gives a frame its name. @returns false if it cannot have it: one pass then finds out why. */
  async #finish(folder: string, at: number): Promise<boolean> {
    const path = this.#pathAt(folder, at);
    return await renameOver(path + UNFINISHED, path).then(
      () => true,
      () => false,
    );
  }

  /** One pass from the first frame on that is missing. */
  async #goOn(count: number, folder: string, { emit, signal }: SliceParties): Promise<SliceReport> {
    const settings = { ...this.#settings, firstIndex: this.#settings.firstIndex + count };
    const slicer = new FfmpegSlicer(settings, { ...this.#tools, isContinued: true });
    const tellAll: EventListener = (event) =>
      emit(
        event.type === "sliceEnded" ? { ...event, frameCount: event.frameCount + count } : event,
      );
    const report = await slicer.slice(folder, tellAll, signal);
    return { ...report, frameCount: report.frameCount + count };
  }

  /** Removes what seeks have begun behind the last frame that counts. */
  async #removeUnfinished(folder: string, count: number): Promise<void> {
    const places = Array.from({ length: seekLanes() }, (_, lane) => count + lane);
    const paths = places.map((at) => this.#pathAt(folder, at) + UNFINISHED);
    await Promise.all(paths.map(async (path) => await rm(path, { force: true })));
  }

  readonly #onLogLine = (line: string): void => this.#tools.onLogLine?.(line);

  #taskAt(at: number): SeekTask {
    const { ffmpeg, header } = this.#tools;
    const seek = this.#plan.seeks[at];
    if (seek === undefined) throw new RangeError(`there is no seek ${at}`);
    const index = this.#settings.firstIndex + at;
    return { settings: this.#settings, ffmpeg, header, seek, index };
  }

  #pathAt(folder: string, at: number): string {
    return join(folder, frameName(this.#settings.firstIndex + at, this.#settings.format));
  }
}

interface SliceParties {
  readonly emit: EventListener;
  readonly signal: AbortSignal;
}
